"""What a text shows of its making: digits that were destroyed, masked years, blanks of a template left open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from halfsky.kernel.text import NOTHING, Text
from halfsky.prose.anchors import anchors
from halfsky.prose.checks.draft import Draft
from halfsky.prose.checks.finding import Finding, Kind

MASK = r"[xX×*＊ｘＸ?？□■○〇#]"
MEASURE = (
    "(?:平方米|平方公里|公里|万元|亿元|元|万人|人次|人|名|户|亩|公顷|吨|斤|公斤|个|所|家|件|例|次|场次|场|份|册"
    "|套|台|辆|座|处|项|间|张|米|千米|%)"
)
DESTROYED = re.compile(
    rf"(?<![\dA-Za-z])(?:\d{{1,3}}[xX×*＊?？□■○〇#]{{1,4}}\d*|\d{{1,3}}{MASK}\d{{1,3}})(?P<more>[余多])?(?P<unit>万?{MEASURE})(?!年)"
)
MASKED_YEAR = re.compile(rf"(?:19|20|2)(?:{MASK}{{2,3}}|\d{MASK})(?:年|(?=[\]〕］]))|(?<![\dA-Za-z]){MASK}{{4}}年")
COUNTED = r"(?:人次|人|名|位|个|户|万元|亿元|元|所|家|件|例|场次|场|份|册|套|台|次|项|亩|%|岁)"
OPEN = (
    re.compile(
        rf"(?<![A-Za-z0-9])(?:[XＸ]{{1,4}}|[xｘ]{{1,4}}|×{{2,4}}|[○〇]{{2,4}}|[*＊]{{2,4}})(?:余|多)?{COUNTED}(?![线光])"
    ),
    re.compile(rf"[_＿]{{2,}}\s*(?:{COUNTED}|年|月|日)?"),
    re.compile(rf"[（(]\s*[)）]\s*(?:{COUNTED}|年|月|日)?"),
    re.compile(r"[【\[（(][^】\])）（(，。]{0,8}(?:待填|待补充?|未填)[^】\])）]{0,6}[】\]）)]"),
    re.compile(
        r"[【\[（(](?:待补充?|待填|待定|待核实?|此处填写|请填写|填写|空缺|暂缺|数据待[^】\])）]{0,6})[^】\])）]{0,8}[】\]）)]"
    ),
    re.compile(r"(?<![A-Za-z0-9])(?:[xXＸｘ×*＊]{2,4}|某某)(?=[\u4e00-\u9fff])(?!年)"),
)
WORD_END = re.compile(r"[\u4e00-\u9fff]$")
NO_BLANK = re.compile(r"^[（(]\s*[)）]\s*$")
STARS = re.compile(r"[*＊]{2}")


def find(draft: Draft) -> Iterator[Finding]:
    """Each destroyed number and each blank; masked years once for the whole text."""
    taken: list[tuple[int, int]] = []
    for found in DESTROYED.finditer(draft.text):
        taken.append(found.span())
        yield _destroyed(found)
    years = [m.span() for m in MASKED_YEAR.finditer(draft.text)]
    taken += years
    if years:
        yield _masked(draft, years)
    for pattern in OPEN:
        for found in pattern.finditer(draft.text):
            if any(a < found.end() and found.start() < b for a, b in taken) or _no_blank(draft, found):
                continue
            taken.append(found.span())
            yield _blank(draft, found)


def _no_blank(draft: Draft, found: re.Match[str]) -> bool:
    """Empty brackets that nothing counts, and stars that come in pairs, which make words bold in plain text."""
    if NO_BLANK.match(found.group()):
        return True
    return found.group()[0] in "*＊" and len(STARS.findall(draft.text, *draft.paragraph(found.start()))) > 1


def _destroyed(found: re.Match[str]) -> Finding:
    said = found.group()
    return Finding(
        Kind.DESTROYED,
        "conflict",
        *found.span(),
        Text(
            f"“{said}”的数字已被破坏，读不出数值，不能当作年份或{re.sub(r'[^0-9]', '', said)[:2]}使用。",
            f"The digits of “{said}” are destroyed; no value can be read.",
        ),
        Text("请从原稿或台账中找回原数。", "Take the number from the original or the ledger."),
    )


def _masked(draft: Draft, years: list[tuple[int, int]]) -> Finding:
    start, end = years[0]
    many = len(years)
    return Finding(
        Kind.MASKED_YEAR,
        "question",
        start,
        end,
        Text(
            f"全文有{many}处年份被遮盖（如“{draft.text[start:end]}”），期间无法直接核对。",
            f"{many} years are masked (such as “{draft.text[start:end]}”); periods cannot be checked directly.",
        ),
        _years(draft) + Text("请补上年份。", "Fill the years in."),
        tuple(years[1:]),
    )


def _years(draft: Draft) -> Text:
    """Which years the text tells by what happens once: 第25个全国助残日 is 2015."""
    told = {a.year: re.sub("[“”]", "", draft.text[a.start : a.end]) for a in anchors(draft.text)}
    if not told:
        return NOTHING
    zh = "；".join(f"“{words}”为{year}年" for year, words in told.items())
    return Text(f"文中可推算的年份：{zh}。", f"Years that the text tells: {', '.join(map(str, told))}.")


def _blank(draft: Draft, found: re.Match[str]) -> Finding:
    """A blank; where signs stand for characters, it is quoted with the words that they stand in."""
    start, end = found.span()
    masked = re.fullmatch("[xX×*]{2,4}", found.group()) is not None
    if masked:
        broken = WORD_END.search(draft.text[max(0, start - 2) : start]) is not None
        start -= 1 if broken else 0
        end += 1
        zh = "处有遮盖符号，可能是名称未填" + ("，也可能是替换年份时误改了文字。" if broken else "。")
    else:
        zh = "处留有空白，没有填写。"
    around = draft.text[max(0, start - 3) : end + 3].strip()
    return Finding(
        Kind.BLANK,
        "question" if masked else "conflict",
        start,
        end,
        Text(f"“{around}”{zh}", f"Something was left blank or masked here: “{found.group().strip()}”."),
        NOTHING,
    )
