"""The number check against sentences whose faults were written down first: `tests/data/prose_checks`.

`faulty` and `sound` were written before the rules; `later`, `fresh` and `offices` after them, before they were run on
any (what they found then stands in docs/checking-text.md); `cases` are the sentences of real reports from which the
reference figures were taken, in the script in which they were printed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from halfsky.prose.checks.check import check
from halfsky.prose.checks.finding import LABELS, Finding, Kind
from halfsky.prose.checks.reading import drafted

DATA = Path(__file__).parents[1] / "data" / "prose_checks"


def cases(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def found(text: str) -> tuple[Finding, ...]:
    return check(drafted(text))


def matches(text: str, finding: Finding, kind: str, quote: str) -> bool:
    """Whether a finding is of the kind and touches one of the places where the quote stands."""
    at = text.find(quote)
    while at >= 0:
        if finding.kind == kind and finding.start < at + len(quote) and at < finding.end:
            return True
        at = text.find(quote, at + 1)
    return False


@pytest.mark.parametrize("name", ["faulty", "sound", "later", "fresh", "offices", "cases"])
def test_the_faults_written_down_are_found_and_no_others(name: str) -> None:
    missed, false = [], []
    for case in cases(name):
        text, wanted = str(case["text"]), case["findings"]
        assert isinstance(wanted, list)
        left = list(found(text))
        for want in wanted:
            hit = next((f for f in left if matches(text, f, want["kind"], want["quote"])), None)
            if hit is None:
                missed.append((want, text))
            else:
                left.remove(hit)
        false += [(f.kind.value, text[f.start : f.end], text) for f in left]
    assert not missed
    assert not false


def test_there_are_faults_of_every_kind_that_a_text_alone_can_show() -> None:
    told = {want["kind"] for name in ("faulty", "later", "cases") for c in cases(name) for want in c["findings"]}  # type: ignore[attr-defined]
    assert told == {kind.value for kind in Kind} - {Kind.HOUSE.value}
    assert set(LABELS) == set(Kind)


def test_every_finding_says_its_arithmetic_in_both_languages_and_stays_inside_the_text() -> None:
    for name in ("faulty", "later", "cases"):
        for case in cases(name):
            text = str(case["text"])
            for finding in found(text):
                assert 0 <= finding.start < finding.end <= len(text)
                assert finding.says.zh.endswith("。") and finding.says.en
                assert all(0 <= a < b <= len(text) for a, b in finding.also)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        # 48 + 82 = 130
        ("全市共有养老机构126家，其中公办48家、民办82家。", "48 + 82 = 130，文中合计为126家，相差4。"),
        # 3537 ÷ 3001 − 1 = 17.86 %, 3537 ÷ 3002 − 1 = 17.82 %
        ("一本上线3537人，比上年增长17.85%。", "去年为3001则17.86%；去年为3002则17.82%"),
        # 16820 ÷ 33613 = 50.04 %
        ("已转移劳动力33613人，其中女性16820人，占转移劳动力的48%。", "16820 ÷ 33613 = 50.04%"),
        # 3570 × 800 + 711 × 400 = 3 140 400
        (
            "一、二级残疾人3570人、三级残疾人711人。标准为一、二级残疾人每人每年800元，三级残疾人每人每年400元。共发放314.4万元。",
            "3570 × 800 + 711 × 400 = 314.04万元，文中为314.4万元。",
        ),
        # 15.11 − 0.57 = 14.54; 15.11 ÷ 1.0057 = 15.02
        ("配备率为15.11%，比上年增长0.57%。", "（上期为14.54%），也可指增长幅度（上期为15.02%）"),
        # 260 ÷ 550 = 47.27 %
        ("今年共培训残疾人550余名。明年计划培训残疾人260名。", "只相当于其47.27%"),
        # 3906 ÷ 6230 = 62.70 %, 3906 ÷ 4200 = 93.00 %
        (
            "全镇妇女6230人，应检4200人，实际筛查3906人，占应检人数的62.7%。",
            "3906 ÷ 4200 = 93.00%，文中为62.7%；以6230人（全镇妇女）作分母才是62.7%。",
        ),
    ],
)
def test_the_arithmetic_is_shown(text: str, says: str) -> None:
    (finding,) = found(text)
    assert says in finding.says.zh


def test_masked_years_are_told_once_with_the_years_that_the_text_tells() -> None:
    (finding,) = found("20xx年，在第25个全国助残日期间开展活动。20xx年是“十三五”的开局之年。")
    assert finding.kind is Kind.MASKED_YEAR and len(finding.also) == 1
    # the first day of helping disabled persons was in 1991, the thirteenth plan began in 2016
    assert "2015年" in finding.suggestion.zh and "2016年" in finding.suggestion.zh


def test_a_tolerance_lets_pass_what_was_cut_off_instead_of_rounded() -> None:
    from fractions import Fraction

    draft = drafted("一本上线3537人，比上年增长17.85%。")
    assert [f.kind for f in check(draft)] == [Kind.GROWTH]
    assert check(draft, Fraction(1, 100)) == ()


def test_a_long_text_without_sense_is_checked_in_no_time() -> None:
    import time

    started = time.perf_counter()
    found(("其中12人、" * 400 + "占3%，比上年增长5%，由3人增加到4人至" * 200) * 2)
    assert time.perf_counter() - started < 8


@pytest.mark.parametrize(
    ("printed", "instead", "kind"),
    [
        ("314.04萬元", "314.14萬元", "standard"),
        ("三級貧困殘疾人711人", "三級貧困殘疾人771人", "sum"),
        ("共有9151人", "共有9115人", "share"),
        ("占底冊97.68%", "占底冊97.86%", "share"),
        ("未填表212人", "未填表221人", "sum"),
        ("入戶調查率98.32%", "入戶調查率98.23%", "share"),
        ("電話調查150人", "電話調查105人", "sum"),
        ("占底冊0.08%", "占底冊0.80%", "share"),
        ("88.74萬元", "87.84萬元", "standard"),
        ("64.344萬元", "643.44萬元", "scale"),
        ("39.01萬元", "39.10萬元", "standard"),
        ("增長26.18%", "增長26.81%", "growth"),
        ("上線率48.15%", "上線率84.15%", "share"),
        ("安置135人", "安置235人", "subset"),
        ("4.64‰", "7.64‰", "order"),
        ("90.02%、81.02%", "81.02%、90.02%", "order"),
        ("增加了82所", "增加了982所", "difference"),
        ("其中有9個", "其中有49個", "subset"),
        ("調處率100%", "調處率110%", "over_100"),
    ],
)
def test_a_slip_in_a_sentence_that_was_right_is_found(printed: str, instead: str, kind: str) -> None:
    text = next(str(case["text"]) for case in cases("cases") if printed in str(case["text"]))
    before = {f.kind.value for f in found(text)}
    assert kind not in before or kind == "growth"
    slipped = text.replace(printed, instead, 1)
    assert any(matches(slipped, f, kind, instead) or f.kind == kind for f in found(slipped))
