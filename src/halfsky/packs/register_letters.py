"""Third gate, registers: letters print open fields alone, and have something to say; then the kernel's letters."""

from __future__ import annotations

from halfsky.kernel.field import Kind
from halfsky.kernel.letter import placeholders
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Joint, Letter
from halfsky.kernel.text import Text, listed
from halfsky.packs.kinds import Placed
from halfsky.packs.register_fields import Holding
from halfsky.packs.register_notation import OFFICE, LetterEntry
from halfsky.packs.spot import Complaints

SEALED_WORDS = problem(
    "400.1121",
    ("公文里用到了加密的项目：{names}。", "A letter uses what is sealed: {names}."),
    (
        "公文只写不加密的项目：信纸离开系统，就没有人能记下谁看过。",
        "A letter says open fields alone: once printed, nobody can note who reads it.",
    ),
)
SAYS_NOTHING = problem(
    "400.1122",
    ("公文“{letter}”没有正文，也没有表。", "The letter “{letter}” has neither text nor table."),
    ("请写 text 或 table。", "Write text or table."),
)
NEVER_FINAL = problem(
    "400.1123",
    ("“{letter}”定稿的状态“{state}”不在可以打印的状态里。", "“{letter}” is final in “{state}”, but not printed then."),
    ("请把它加进 states，或从 final 里删去。", "Add it to states, or take it out of final."),
)
NOT_PRINTED = problem(
    "400.1124",
    ("“{name}”不能用作公文的 {key}：{why}。", "“{name}” cannot be the {key} of a letter: {why}."),
    ("请换一个项目。", "Name another field."),
)
_NO_AGENCY = Text("主送、抄送写单位项目", "who is written to is a field of agencies")
_NO_TEXT = Text("文号写一行文字的项目", "a number is a field of one line of text")
_NOT_YES = Text("联合行文由是否项目决定", "whether two send it is a yes or no")
_A_FILE = Text("附件和照片印不出来", "files and photos are not printed")
TITLE = "关于{{{field}}}的{label}"


def compile_letters(holding: Holding, complaints: Complaints) -> tuple[Letter, ...]:
    """The letters of a register. Complains of what is sealed, cannot be printed, or says nothing."""
    for letter in holding.entry.letters.values():
        _check(holding, letter, complaints)
    return tuple(_letter(holding, code, letter) for code, letter in holding.entry.letters.items())


def _check(holding: Holding, letter: LetterEntry, complaints: Complaints) -> None:
    if not letter.text and not letter.table:
        complaints.add(SAYS_NOTHING.at(letter.at(), letter=letter.label))
    for state in letter.final:
        if letter.states and state not in letter.states:
            label = holding.entry.states[state]
            complaints.add(NEVER_FINAL.at(str(state.spot), letter=letter.label, state=label))
    for word in (*letter.to, *letter.copies):
        _demand_kind(holding, word, "to" if word in letter.to else "copies", Kind.AGENCY, _NO_AGENCY, complaints)
    if letter.number is not None:
        _demand_kind(holding, letter.number, "number", Kind.TEXT, _NO_TEXT, complaints)
    if letter.joint is not None:
        _demand_kind(holding, letter.joint.when, "joint", Kind.YES, _NOT_YES, complaints)
        _demand_open(holding, [letter.joint.when], complaints)
    for template in letter.templates:
        _demand_open(holding, [Placed(word, template.spot) for word in placeholders(template)], complaints)
    _demand_open(holding, [*letter.table, *letter.to, *letter.copies, *letter.needs], complaints)


def _demand_kind(holding: Holding, word: Placed, key: str, kind: Kind, why: Text, complaints: Complaints) -> None:
    asked = holding.named[word]
    if asked.kind is not kind:
        complaints.add(NOT_PRINTED.at(str(word.spot), name=asked.label, key=key, why=why))


def _demand_open(holding: Holding, words: list[Placed], complaints: Complaints) -> None:
    """Complain of what is sealed, or a file; of child records, of any field of theirs."""
    for word in words:
        names = (
            [f"{word}.{code}" for code in holding.entry.parts[word].fields] if word in holding.entry.parts else [word]
        )
        if hidden := [holding.label(name) for name in names if holding.is_sealed(name)]:
            complaints.add(SEALED_WORDS.at(str(word.spot), names=listed(hidden)))
        if word in holding.named and holding.named[word].kind.attached:
            label = holding.label(word)
            complaints.add(NOT_PRINTED.at(str(word.spot), name=label, key="text", why=_A_FILE))


def _letter(holding: Holding, code: str, entry: LetterEntry) -> Letter:
    states = tuple(map(str, entry.states)) or tuple(holding.entry.states)
    return Letter(
        code,
        entry.label,
        states,
        tuple(map(str, entry.final)) or states,
        str(entry.title or _title(holding, entry)),
        str(entry.sender or OFFICE),
        tuple(map(str, entry.text)),
        tuple(map(str, entry.table)),
        tuple(map(str, entry.to)),
        str(entry.number or ""),
        tuple(map(str, entry.copies)),
        tuple(map(str, entry.needs)),
        entry.draft,
        entry.seal,
        _joint(entry),
    )


def _joint(entry: LetterEntry) -> Joint | None:
    if entry.joint is None:
        return None
    first = entry.joint.sender or entry.sender or OFFICE
    return Joint(str(entry.joint.when), str(first), str(entry.joint.partner))


def _title(holding: Holding, entry: LetterEntry) -> str:
    """关于…的提示函, of the first open line of text that must be filled; the label alone where there is none."""
    texts = (f.code for f in holding.fields if f.kind is Kind.TEXT and f.required and not f.sealed)
    found = next(texts, "")
    return TITLE.format(field=found, label=entry.label.zh) if found else entry.label.zh
