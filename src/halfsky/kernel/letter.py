"""Official letters printed from a record: what stands in one, in which state it is final, what it still lacks.

Pure text. The words of the values (names of agencies, dates in Chinese) are given; a paragraph of which every
placeholder is empty is left out, so that one declaration serves long and short records.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from halfsky.kernel.refusals import problem
from halfsky.kernel.register import PLACE, TODAY, Letter, Register
from halfsky.kernel.text import Text

PLACEHOLDER = r"\{([a-z][a-z0-9_]*)\}"
DUE, WARNING = "due", "warning"
COMMON: dict[str, Text] = {
    PLACE: Text("所在区划", "the place"),
    TODAY: Text("今天", "today"),
    DUE: Text("办理期限", "the deadline"),
    WARNING: Text("预警理由", "the reason of the warning"),
}
"""What a letter may say beside the fields of its record."""
BLANK = "＿＿＿＿＿＿"
NO_LETTER = problem(
    "404.1125",
    ("“{register}”没有公文“{came}”。", "{register} has no letter “{came}”."),
    ("可打印的有：{known}。", "It has: {known}."),
)
NOT_NOW = problem(
    "409.1126",
    ("当前状态为“{state}”，不打印“{letter}”。", "The state is {state}: {letter} is not printed now."),
    ("可打印的状态：{states}。", "It is printed in: {states}."),
)
LACKING = problem(
    "400.1127",
    ("印发“{letter}”前须先填写：{needs}。", "{letter} needs first: {needs}."),
    ("请在记录里补齐，再印发。", "Fill them in, then issue it."),
)
NOT_YOURS = problem(
    "403.1128",
    (
        "“{letter}”由{place}办理这条记录的单位印发。",
        "{letter} is issued by the office that handles the record at {place}.",
    ),
    ("可以打印查看；需要存档的，请转交办理单位。", "You may print it; ask that office to issue it."),
)
STILL_DRAFT = problem(
    "409.1129",
    ("当前状态为“{state}”，“{letter}”还是{draft}，不能印发。", "The state is {state}: {letter} is still a {draft}."),
    ("签发以后再印发存档。", "Issue it once it is signed."),
)
_HEADING = re.compile(r"[一二三四五六七八九十]+、")
_DIGITS = "零一二三四五六七八九"
_STOPS, _ENDS = "。；，、！？", "。；，、"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a letter: its caption (empty for the fields of the record), the headings, the rows."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a record says, in words: by code of a field, a computed one or a common word; child records by kind; and
    what fields are called."""

    values: Mapping[str, str]
    labels: Mapping[str, str]
    parts: Mapping[str, Grid]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; a `heading` stands over what follows."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A letter as it is printed. `title` in pieces that may be broken apart; `day` is None on a draft, of which `draft`
    says what it is; `headed` that the sender stands over it in red; `partner` is who sends it together with the sender,
    and seals it too."""

    label: Text
    title: tuple[str, ...]
    number: str
    headed: bool
    sender: str
    to: str
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Grid, ...]
    copies: str
    day: dt.date | None
    draft: str
    seal: bool
    partner: str = ""

    def to_json(self) -> dict[str, object]:
        """What it says, to be kept beside the file."""
        return {
            "title": "".join(self.title),
            "number": self.number,
            "from": self.sender,
            "with": self.partner,
            "to": self.to,
            "text": [p.text for p in self.paragraphs],
            "tables": [[list(g.headings), *map(list, g.rows)] for g in self.tables],
            "copies": self.copies,
            "day": self.day.isoformat() if self.day else "",
        }


def placeholders(template: str) -> list[str]:
    """The words between braces, in order."""
    return re.findall(PLACEHOLDER, template)


def printable(register: Register, state: str) -> tuple[Letter, ...]:
    """The letters that may be printed in a state."""
    return tuple(letter for letter in register.letters if state in letter.states)


def demand_printable(register: Register, code: str, state: str) -> Letter:
    """The letter of a code, or the refusal that says why it is not printed now."""
    found = register.letter(code)
    if found is None:
        known = "、".join(x.label.zh for x in register.letters) or "—"
        raise NO_LETTER.at(register=register.title, came=code, known=known)
    if state not in found.states:
        labels = dict(register.workflow.states)
        states = "、".join(labels[s].zh for s in found.states)
        raise NOT_NOW.at(state=labels.get(state, Text(state)), letter=found.label, states=states)
    return found


def demand_final(register: Register, letter: Letter, state: str, lacks: Iterable[str]) -> None:
    """Refuse to issue a draft, or a letter that lacks something."""
    if state not in letter.final:
        raise STILL_DRAFT.at(state=register.workflow.label(state), letter=letter.label, draft=letter.draft)
    if missing := [register.label(code).zh for code in lacks]:
        raise LACKING.at(letter=letter.label, needs="、".join(missing))


def needed(letter: Letter) -> tuple[str, ...]:
    """The fields without which it is a draft: those that it names, its number, its addressee."""
    return tuple(dict.fromkeys((*letter.needs, *filter(None, (letter.number,)), *letter.to[:1])))


def became_final(letter: Letter, history: Iterable[tuple[str, dt.date]]) -> dt.date | None:
    """The day on which the record last came from a draft's state into a final one; `history` are the states that it was
    in, one after the other, each with its day. Being sent back among final states gives a letter no new date."""
    found, before = None, False
    for state, day in history:
        now = state in letter.final
        if now and not before:
            found = day
        before = now
    return found if before else None


def compose(letter: Letter, words: Words, day: dt.date | None, together: bool = False) -> Page:
    """The letter of a record. `day` is that of its issue, None while it is a draft; `together` whether the record says
    that two bodies send it."""
    say = words.values.get
    joint = letter.joint if together else None
    return Page(
        label=letter.label,
        title=tuple(piece for piece, _ in _pieces(letter.title, words.values) if piece),
        number=say(letter.number, ""),
        headed=bool(letter.number),
        sender=_filled(joint.sender if joint else letter.sender, words.values),
        to=_joined(letter.to, words),
        paragraphs=_numbered(p for template in letter.text for p in _paragraphs(template, words.values)),
        tables=tuple(_tables(letter.table, words)),
        copies=_joined(letter.copies, words),
        day=day,
        draft="" if day else letter.draft,
        seal=letter.seal,
        partner=_filled(joint.partner, words.values) if joint else "",
    )


def _joined(codes: Iterable[str], words: Words) -> str:
    """Several agencies as one enumeration, each once."""
    names = [name for code in codes for name in words.values.get(code, "").split("、") if name]
    return "、".join(dict.fromkeys(names))


def _pieces(template: str, values: Mapping[str, str]) -> list[tuple[str, bool]]:
    """The template cut at its placeholders, each piece with whether it was one; a stop that a value ends with gives way
    to the template's own."""
    cut = re.split(PLACEHOLDER, template)
    found = []
    for n, piece in enumerate(cut):
        said = values.get(piece, "").strip() or BLANK if n % 2 else piece
        if n % 2 and cut[n + 1][:1] and cut[n + 1][0] in _STOPS:
            said = said.rstrip(_ENDS)
        found.append((said, bool(n % 2)))
    return found


def _filled(template: str, values: Mapping[str, str]) -> str:
    return "".join(piece for piece, _ in _pieces(template, values))


def _paragraphs(template: str, values: Mapping[str, str]) -> list[Paragraph]:
    """The lines of a template that have something to say; the first may be a heading, which stands with a line below it
    and not without."""
    lines = [line.strip() for line in template.splitlines() if line.strip()]
    heads = len(lines) > 1 and _HEADING.match(lines[0]) is not None
    said = [line for line in lines[heads:] if _says(line, values)]
    texts = [part for line in said for part in _filled(line, values).splitlines() if part.strip()]
    if heads and texts:
        return [Paragraph(_filled(lines[0], values), heading=True), *map(Paragraph, texts)]
    return list(map(Paragraph, texts))


def _says(line: str, values: Mapping[str, str]) -> bool:
    asked = placeholders(line)
    return not asked or any(values.get(code, "").strip() for code in asked)


def _numbered(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Headings counted through, since one that is left out leaves a gap."""
    found, n = [], 0
    for one in paragraphs:
        n += one.heading
        found.append(Paragraph(_HEADING.sub(f"{_numeral(n)}、", one.text, count=1), True) if one.heading else one)
    return tuple(found)


def _numeral(n: int) -> str:
    """1 to 99 as 一 to 九十九."""
    tens, ones = divmod(n, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def _tables(codes: Iterable[str], words: Words) -> Iterable[Grid]:
    """Fields one below the other, what is empty with room to write; child records as a table where there are any."""
    rows: list[tuple[str, ...]] = []
    for code in codes:
        if code not in words.parts:
            rows.append((words.labels[code], words.values.get(code, "")))
            continue
        if rows:
            yield Grid("", ("项目", "内容"), tuple(rows))
            rows = []
        if words.parts[code].rows:
            yield words.parts[code]
    if rows:
        yield Grid("", ("项目", "内容"), tuple(rows))
