"""The catalogue of refusals: every "no" of the house has a number, a sentence and what to do, in both languages.

A number is HTTP-like: the whole part says the family (400 unsound input, 401 not signed in, 403 not allowed, 404
unknown, 405 not this way, 409 in conflict with what is kept, 410 altered or gone, 413 too large, 429 too often, 503
something of the house is missing), the fraction the case. The same refusal appears on the page, in the API's one JSON
shape and on the command line.

A module that refuses declares its problems beside its rule with `problem(...)`; this page only keeps the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from halfsky.kernel.text import Text

CATALOGUE: dict[str, Problem] = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of refusal: what is wrong and what to do, with {placeholders} for the case at hand."""

    number: str
    says: Text
    todo: Text

    def at(self, where: str = "", **values: object) -> Refusal:
        """The refusal of one case. `where` names file, line, cell or field."""
        return Refusal(self, where, values)


def problem(number: str, says: tuple[str, str], todo: tuple[str, str]) -> Problem:
    """Enter a problem in the catalogue; a number is given once."""
    if number in CATALOGUE:
        raise ValueError(f"refusal {number} is declared twice")
    CATALOGUE[number] = made = Problem(number, Text(*says), Text(*todo))
    return made


class Refused(Exception):
    """One or several refusals that belong together (all complaints of one gate, one file)."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals: tuple[Refusal, ...] = tuple(refusals)
        super().__init__("\n".join(str(r) for r in self.refusals))

    @property
    def status(self) -> int:
        """The HTTP status that fits: that of the first refusal."""
        return int(self.refusals[0].problem.number.split(".")[0])


@dataclass(eq=True)
class Refusal(Refused):
    """One refusal: a problem, where it was met, and the details of the case."""

    problem: Problem
    where: str = ""
    values: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        Refused.__init__(self, [self])

    def __hash__(self) -> int:
        return hash((self.problem, self.where))

    @property
    def number(self) -> str:
        return self.problem.number

    @property
    def says(self) -> Text:
        return self.problem.says.format(**self.values)

    @property
    def todo(self) -> Text:
        return self.problem.todo.format(**self.values)

    def in_(self, lang: str) -> str:
        """One line for a person: where, what, what to do."""
        place = f"{self.where}: " if self.where and lang == "en" else f"{self.where}：" if self.where else ""
        gap = " " if lang == "en" else ""
        return f"{place}{self.says.in_(lang)}{gap}{self.todo.in_(lang)}"

    def __str__(self) -> str:
        return self.in_("zh")

    def as_json(self) -> dict[str, object]:
        """The one JSON shape of every error."""
        return {
            "number": self.number,
            "where": self.where,
            "says": {"zh": self.says.zh, "en": self.says.in_("en")},
            "todo": {"zh": self.todo.zh, "en": self.todo.in_("en")},
        }

    def placed(self, where: str) -> Refusal:
        """The same refusal, met further out: `where` goes in front of the place it already names."""
        return Refusal(self.problem, " ".join(w for w in (where, self.where) if w), self.values)
