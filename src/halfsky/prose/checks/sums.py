"""Parts that do not add up to their whole, and parts that are larger than it.

A list behind 其中 need not be whole (其中骨干教师210人、新教师96人), so a difference is a fault only where the parts
are known to be all there is (公办、民办; 合计), or where they miss the whole by so little that a slip is likelier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from halfsky.kernel.text import Text
from halfsky.prose.checks.draft import Draft, Number, Role
from halfsky.prose.checks.figures import money, plain
from halfsky.prose.checks.finding import Finding, Kind

AMONG = re.compile(r"其中[：:]?")
CLOSED = re.compile("[)）]")
TOTAL = re.compile(r"(?:合计|共计|总计|小计)[^，,；;。、]{0,8}$")
LISTED = re.compile(r"[、和及][^，,；;。、]{1,10}")
CASES = ({"件", "件次"}, {"户", "户次"}, {"批", "批次"})
WHOLES: tuple[tuple[str, ...], ...] = (
    ("男", "女"),
    ("公办", "民办"),
    ("公立", "私立"),
    ("城镇", "农村"),
    ("城镇", "乡村"),
    ("城市", "农村"),
    ("城区", "乡镇"),
    ("不合格", "合格"),
    ("未", "已"),
    ("专职", "兼职"),
    ("在编", "编外"),
    ("新建", "改建"),
    ("来信", "来访"),
)
"""Words that part a whole in two: of a list with both, and as many parts as words, nothing is left over."""
REST = re.compile(r"(?:其他|其它|其余)[^，,；;。占]{0,6}占$")
PLAIN_SHARE = re.compile(r"占(?:比)?(?:为|达)?$")
SLIPS = tuple(Fraction(10) ** n for n in (-4, -3, -2, -1, 1, 2, 3, 4))
"""A total that is far from its parts is the total of something else, unless it is a slip of the decimal point."""
NEAR = 20
"""A list that misses its whole by less than one part in so many was meant to be whole."""
ALIKE_WITHIN = 9
"""Parts of one list are called by short names."""


def find(draft: Draft) -> Iterator[Finding]:
    """Totals whose parts follow behind 其中 or in brackets, or stand before 合计; shares that with 其他 are not 100%."""
    yield from _shares(draft)
    told: set[tuple[tuple[int, int], ...]] = set()
    for among in AMONG.finditer(draft.text):
        for finding in _among(draft, among):
            told.add(finding.also)
            yield finding
    for number in draft.numbers:
        if number.level and not number.hedged and TOTAL.search(number.label):
            yield from (f for f in _totalled(draft, number) if f.also not in told)


def _among(draft: Draft, among: re.Match[str]) -> Iterator[Finding]:
    start, _ = draft.sentence(among.start())
    before = [n for n in draft.within(start, among.start()) if n.level]
    end = _end(draft, among)
    parts = [n for n in draft.within(among.end(), end) if n.role is Role.LEVEL and not n.rate]
    if not parts:
        return
    whole = next((n for n in reversed(before) if _of_kind(n, parts[0])), None)
    if whole is None or (whole.hedged and not whole.label.endswith("共")):
        return
    parts = [n for n in parts if _of_kind(whole, n) and not TOTAL.search(n.label)]
    if not parts:
        return
    for at, part in enumerate(parts):
        if at and not LISTED.fullmatch(draft.text[parts[at - 1].end : part.start]):
            break
        if part.low > whole.high and not part.hedged:
            yield _larger(draft, part, whole)
            return
    named = [n for n in parts if len(_name(n)) <= ALIKE_WITHIN]
    if len(named) == len(parts) >= 2 and not any(n.hedged for n in parts):
        yield from _added(draft, whole, parts)


def _of_kind(whole: Number, part: Number) -> bool:
    """Whether two numbers count the same things: 312件次 may be 28件 and 146件, while 人 and 人次 are different things."""
    return part.unit == whole.unit or {whole.unit, part.unit} in CASES


def _end(draft: Draft, among: re.Match[str]) -> int:
    """Where the list ends: with the bracket it stands in, else with the segment."""
    opened = max(draft.text.rfind("(", 0, among.start()), draft.text.rfind("（", 0, among.start()))
    if opened >= 0 and among.start() - opened <= 1:
        closed = CLOSED.search(draft.text, among.end(), draft.sentence(among.end())[1])
        if closed:
            return closed.start()
    _, end = draft.segment(among.end())
    again = AMONG.search(draft.text, among.end(), end)
    return again.start() if again else end


def _name(number: Number) -> str:
    return AMONG.sub("", number.label).strip('“”" ')


def _added(draft: Draft, whole: Number, parts: Sequence[Number]) -> Iterator[Finding]:
    total = sum(n.value for n in parts)
    room = (sum(n.step for n in parts if n.step != 1) + (whole.step if whole.step != 1 else 0)) / 2
    off = abs(total - whole.value)
    if off <= room:
        return
    closed = _is_whole([_name(n) for n in parts])
    if closed or (off * NEAR <= whole.value and len(parts) >= 2):
        yield _mismatch(draft, whole, parts, "conflict" if closed else "question")


def _is_whole(names: Sequence[str]) -> bool:
    for words in WHOLES:
        left = list(names)
        for word in words:
            left = _without(left, word)
        if len(names) == len(words) and not left:
            return True
    return False


def _without(names: list[str], word: str) -> list[str]:
    at = next((i for i, name in enumerate(names) if word in name), None)
    return names if at is None else names[:at] + names[at + 1 :]


def _totalled(draft: Draft, whole: Number) -> Iterator[Finding]:
    """A total that is called one, with its parts before it in the sentence."""
    start, _ = draft.sentence(whole.start)
    among = [m for m in AMONG.finditer(draft.text, start, whole.start)]
    if any(CLOSED.search(draft.text, m.end(), whole.start) and draft.text[m.start() - 1] in "(（" for m in among):
        return
    start = among[-1].end() if among else start
    parts = [n for n in draft.within(start, whole.start) if n.level and n.unit == whole.unit]
    if len(parts) < 2 or any(n.hedged for n in parts):
        return
    total = sum(n.value for n in parts)
    room = (sum(n.step for n in parts if n.step != 1) + (whole.step if whole.step != 1 else 0)) / 2
    if total and not Fraction(1, 4) < whole.value / total < 4 and whole.value / total not in SLIPS:
        return
    if abs(total - whole.value) > room and total - parts[0].value != whole.value:
        yield _mismatch(draft, whole, parts, "conflict")


def _shares(draft: Draft) -> Iterator[Finding]:
    """甲类占62%，乙类占23%，其他占25%: what is left over makes a list whole, so its shares make 100."""
    for rest in draft.numbers:
        if rest.unit != "%" or not REST.search(rest.label) or rest.hedged:
            continue
        start, _ = draft.segment(rest.start)
        listed = [rest]
        for n in reversed(draft.within(start, rest.start)):
            if n.role is not Role.SHARE or n.hedged or not PLAIN_SHARE.search(n.label):
                break
            listed.insert(0, n)
        total = sum((n.value for n in listed), Fraction(0))
        room = sum((n.step for n in listed), Fraction(0)) / 2
        if len(listed) > 2 and abs(total - 100) > room:
            yield _mismatched_shares(draft, listed, total)


def _mismatched_shares(draft: Draft, shares: Sequence[Number], total: Fraction) -> Finding:
    adds = " + ".join(draft.said(n) for n in shares)
    return Finding(
        Kind.SUM,
        "conflict",
        shares[-1].start,
        shares[-1].end,
        Text(f"{adds} = {plain(total)}%，连同其他应为100%。", f"{adds} = {plain(total)}%, not 100 %."),
        Text("请核对各项占比。", "Check the shares."),
        tuple((n.start, n.end) for n in shares[:-1]),
    )


def _mismatch(draft: Draft, whole: Number, parts: Sequence[Number], severity: str) -> Finding:
    total = sum(n.value for n in parts)
    adds = " + ".join(_shown(n.value, n.unit) for n in parts)
    off = _shown(abs(total - whole.value), whole.unit)
    zh = f"{adds} = {_shown(total, whole.unit)}，文中合计为{draft.said(whole)}，相差{off}。"
    en = f"{adds} = {_shown(total, whole.unit)}; the text says {draft.said(whole)}."
    return Finding(
        Kind.SUM,
        "conflict" if severity == "conflict" else "question",
        whole.start,
        whole.end,
        Text(zh, en),
        Text("请核对各分项；若另有未列出的分项，请写明“其余”。", "Check the parts; where others are left out, say so."),
        tuple((n.start, n.end) for n in parts),
    )


def _shown(value: Fraction | int, unit: str) -> str:
    return money(Fraction(value)) if unit == "元" else plain(Fraction(value))


def _larger(draft: Draft, part: Number, whole: Number) -> Finding:
    said, of = draft.said(part), draft.said(whole)
    return Finding(
        Kind.SUBSET,
        "conflict",
        part.start,
        part.end,
        Text(f"“其中”{said}，大于总数{of}。", f"{said} is said to be among {of}."),
        Text("请核对这两个数。", "Check both numbers."),
        ((whole.start, whole.end),),
    )
