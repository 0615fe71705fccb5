"""What people write into a proposal, read: places and agencies by name or code, goals by number or name, numbers, years
and days as they are typed. All complaints come at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from halfsky.kernel.access import Viewer
from halfsky.kernel.numbers import exact, exactly, narrow
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.source_items import PARTS
from halfsky.queries.source_matches import Matching
from halfsky.queries.source_texts import SourceText
from halfsky.store.house import House

NO_SUCH_PART = problem(
    "400.1325",
    ("条目没有“{came}”这一项，或不能这样填。", "A proposal has no “{came}”, or it is not written so."),
    ("可以填的是：{known}。", "What may be written: {known}."),
)
NO_GOAL = problem(
    "404.1333",
    ("{year}年在本级没有指标“{came}”。", "No goal “{came}” is asked here in {year}."),
    (
        "请写规划编号（如 W1.02）或指标名称；相近的有：{near}。",
        "Write its number (W1.02) or its name; near it: {near}.",
    ),
)
NO_SUCH_PLACE = problem(
    "404.1334",
    ("没有区划“{came}”，或不止一个。", "There is no place “{came}”, or more than one."),
    ("请写12位区划代码，或本级和下级的名称。", "Write its code of 12 digits, or the name of this place or one below."),
)
NO_SUCH_AGENCY = problem(
    "404.1335",
    ("没有单位“{came}”。", "There is no agency “{came}”."),
    ("请写单位名称，如“教育局”。", "Write its name, such as 教育局."),
)
BAD_TIME = problem(
    "400.1323",
    ("“{came}”不是{what}。", "“{came}” is no {what}."),
    ("请写成{example}。", "Write it as {example}."),
)
LONGEST, NEAR = 200, 3
FIRST_YEAR, LAST_YEAR = 1949, 2099
TYPES = ("target", "result", "task")
COMPARATORS = ("", ">=", "<=", "=", "about", "between")


def read_parts(
    house: House, viewer: Viewer, text: SourceText, given: Mapping[str, str], year: str = ""
) -> dict[str, str]:
    """What is to be kept of what people wrote; `year` is that of the proposal where none is written."""
    reader = _Reader(house, viewer, text, narrow(given.get("year", "") or year))
    read: dict[str, str] = {}
    wrong: list[Refusal] = []
    for part, said in given.items():
        try:
            read[part] = reader.part(part, said.strip())
        except Refused as no:
            wrong += no.refusals
    if wrong:
        raise Refused(wrong)
    return read


def read_year(said: str) -> str:
    """A year of four digits; refuses anything else."""
    plain = narrow(said).removesuffix("年")
    if not (plain.isascii() and plain.isdigit() and FIRST_YEAR <= int(plain) <= LAST_YEAR):
        raise BAD_TIME.at(came=said, what=Text("年份", "year"), example="2025")
    return plain


def read_place(house: House, text: SourceText, said: str) -> str:
    """The code of a place by its code, or by the name of the text's own place or of one below it."""
    digits = re.search(r"\d{4,12}$", narrow(said))
    if digits:
        return places.place(house, digits.group()).code
    found = Matching(house, text.at).place(said, "") if not said.startswith(("全", "本", "我")) else text.at.code
    if not found:
        raise NO_SUCH_PLACE.at(came=said)
    return found


class _Reader:
    def __init__(self, house: House, viewer: Viewer, text: SourceText, year: str) -> None:
        self.house, self.viewer, self.text, self.year = house, viewer, text, year
        self.matching = Matching(house, text.at)

    def part(self, part: str, said: str) -> str:
        if part not in PARTS:
            raise NO_SUCH_PART.at(came=part, known="、".join(PARTS))
        if len(said) > LONGEST:
            raise NO_SUCH_PART.at(
                came=f"{said[:20]}…", known=Text(f"不超过{LONGEST}字", f"at most {LONGEST} characters")
            )
        read: Callable[[str], str] | None = getattr(self, f"_{part}", None)
        return read(said) if read and (said or part == "type") else said

    def _type(self, said: str) -> str:
        return _one_of(said, TYPES)

    def _comparator(self, said: str) -> str:
        return _one_of(said, COMPARATORS)

    def _register(self, said: str) -> str:
        return _one_of(said, [r.code for r in self.matching.registers(self.viewer)])

    def _value(self, said: str) -> str:
        return exactly(exact(said))

    def _upper(self, said: str) -> str:
        return exactly(exact(said))

    def _year(self, said: str) -> str:
        return read_year(said)

    def _day(self, said: str) -> str:
        try:
            return str(dt.date.fromisoformat(narrow(said)))
        except ValueError:
            raise BAD_TIME.at(came=said, what=Text("日期", "day"), example="2025-06-30") from None

    def _place(self, said: str) -> str:
        return read_place(self.house, self.text, said)

    def _agency(self, said: str) -> str:
        found = said if said in self.house.content.agencies else self.matching.agency(said)
        if not found:
            raise NO_SUCH_AGENCY.at(came=said)
        return found

    def _ref(self, said: str) -> str:
        """A goal by PLAN:NUMBER, its number, its name, or both as pages show them."""
        if self.matching.match(said) is not None:
            return said
        year = int(self.year) if self.year.isdigit() else self.text.written.year
        every = self.matching.goals(year)
        number = narrow(said).partition(" ")[0]
        found = [m for m in every if number == m.goal.number or said in (m.name, m.label, m.indicator.code)]
        if not found:
            near = "、".join(
                m.label for x in self.matching.likely(said, "", year)[:NEAR] if (m := self.matching.match(x.ref))
            )
            raise NO_GOAL.at(came=said, year=year, near=near or "—")
        return found[0].ref


def _one_of(said: str, known: Sequence[str]) -> str:
    if said not in known:
        raise NO_SUCH_PART.at(came=said, known="、".join(filter(None, known)))
    return said
