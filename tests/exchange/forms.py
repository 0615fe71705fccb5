"""A form for the tests of workbooks: births by residence and sex, a rate, checks of all kinds."""

from __future__ import annotations

from fractions import Fraction

from halfsky.exchange.form_grid import Asked
from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.checking import Check, Kind, Severity
from halfsky.kernel.fact import Adding, Element, Flow
from halfsky.kernel.form import Column, Due, Form, Line, Printed, Totals
from halfsky.kernel.grammar import parse
from halfsky.kernel.period import period
from halfsky.kernel.place import Level
from halfsky.kernel.text import Text

RESIDENCE = ("residence", ("urban", "rural"))
SEX = ("sex", ("female", "male"))
CATEGORIES = {
    ("residence", "urban"): Text("城市", "urban"),
    ("residence", "rural"): Text("农村", "rural"),
    ("sex", "female"): Text("女", "female"),
    ("sex", "male"): Text("男", "male"),
}


def element(
    code: str, zh: str, unit: str = "人", decimals: int = 0, *breakdowns: tuple[str, tuple[str, ...]]
) -> Element:
    return Element(code, Text(zh, code), unit, Flow.FLOW, Adding.ADD, decimals, breakdowns=breakdowns)


ELEMENTS = {
    e.code: e
    for e in (
        element("live_births", "活产数", "人", 0, RESIDENCE, SEX),
        element("maternal_deaths", "孕产妇死亡人数", "人", 0, RESIDENCE),
        element("screened", "孕产妇系统管理人数", "人", 0, RESIDENCE),
        element("funds", "妇幼保健经费", "万元", 2),
    )
}
RATES = {"mmr": Element("mmr", Text("孕产妇死亡率"), "1/10万", Flow.FLOW, Adding.NEVER, 2)}
COLUMNS = (
    Column(TOTAL, (Text("合计", "total"),)),
    Column(cell({"residence": "urban"}), (Text("按城乡分", "by residence"), Text("城市", "urban"))),
    Column(cell({"residence": "rural"}), (Text("按城乡分", "by residence"), Text("农村", "rural"))),
    Column(cell({"sex": "female"}), (Text("按性别分", "by sex"), Text("女", "female"))),
    Column(cell({"sex": "male"}), (Text("按性别分", "by sex"), Text("男", "male"))),
)
CHECKS = (
    Check(
        "fewer",
        Severity.HARD,
        Text("{names}：死亡人数不应多于活产数。"),
        formula=parse("maternal_deaths <= live_births"),
    ),
    Check("rate", Severity.SOFT, Text("系统管理率偏低。"), formula=parse("screened / live_births >= 80%")),
    Check("jump", Severity.SOFT, Text("与上期相差过大。"), formula=parse("abs(change(live_births)) <= 30%")),
    Check("apart", Severity.SOFT, Text("同级离群。"), Kind.SIBLINGS, parse("live_births")),
)


def form(totals: Totals = Totals.COMPUTED) -> Form:
    return Form(
        code="health",
        title=Text("妇幼健康情况", "Maternal and child health"),
        agency="health",
        level=Level.COUNTY,
        rhythm="year",
        due=Due(30),
        lines=(
            Line("live_births", Text("一、妇幼保健"), Text("指妊娠满28周娩出后有生命体征的婴儿数。")),
            Line("maternal_deaths", Text("一、妇幼保健")),
            Line("screened", Text("一、妇幼保健")),
            Line("funds", Text("二、经费")),
        ),
        columns=COLUMNS,
        totals=totals,
        checks=CHECKS,
        rates=("mmr",),
        notes={("maternal_deaths", TOTAL): Text("含产后42天内死亡。")},
        printed=Printed("妇儿监测1表", "国务院妇儿工委办", "国家统计局", "国统制〔2024〕1号"),
    )


def asked(**given: object) -> Asked:
    base: dict[str, object] = {
        "form": form(),
        "elements": ELEMENTS,
        "period": period("2025"),
        "place": "450821000000",
        "place_name": "平南县",
        "agency": Text("卫生健康局", "health bureau"),
        "round": 7,
        "fingerprint": "f" * 64,
        "rates": RATES,
        "before": {
            ("live_births", cell({"residence": "urban"})): Fraction(900),
            ("live_births", cell({"residence": "rural"})): Fraction(600),
        },
    }
    return Asked(**{**base, **given})  # type: ignore[arg-type]
