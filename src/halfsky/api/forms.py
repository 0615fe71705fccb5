"""Forms: what is asked of whom, with every cell by its name. What is asked is no secret to whoever is let in."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Schema

from halfsky.api.door import Part, asked
from halfsky.api.shapes import Said, said
from halfsky.kernel.answer import REASONS
from halfsky.kernel.form import Form
from halfsky.kernel.text import Text
from halfsky.queries.forms import key_text

part = Part(tags=["报表 forms"])


class FormShape(Schema):
    """A form: who fills it in, how often, for how many cells."""

    code: str
    title: Said
    agency: str
    level: str
    rhythm: str
    days: int
    workdays: bool
    late_days: int
    number: str
    document: str
    valid_until: str | None
    cells: int


class CellShape(Schema):
    """A cell that is asked; `cell` is its name in drafts, sheets and facts."""

    cell: str
    element: str
    name: Said
    breakdown: str
    unit: str
    decimals: int


class CheckShape(Schema):
    """A check: hard ones block (强制性审核), soft ones want an explanation (核实性审核)."""

    code: str
    severity: str
    says: Said


class OneForm(FormShape):
    """A form with its cells, the rates that may be given alone, its checks, and the reasons for absence."""

    asked: list[CellShape]
    rates: list[str]
    checks: list[CheckShape]
    reasons: dict[str, Said]


class Forms(Schema):
    """All forms that are installed."""

    items: list[FormShape]


@part.reads("/forms", Forms, summary=Text("全部报表", "All forms"))
def forms(request: HttpRequest) -> Forms:
    house, _ = asked(request)
    content = house.content
    return Forms(items=[_shape(form, len(form.keys(content.elements))) for form in content.forms.values()])


@part.reads("/forms/{code}", OneForm, summary=Text("一张报表的栏目与审核关系", "One form with its cells and checks"))
def form(request: HttpRequest, code: str) -> OneForm:
    house, _ = asked(request)
    content = house.content
    found, elements = content.form(code), content.elements
    keys = found.keys(elements)
    cells = [
        CellShape(
            cell=key_text((element, at)),
            element=element,
            name=said(elements[element].name),
            breakdown=str(at),
            unit=elements[element].unit,
            decimals=elements[element].decimals,
        )
        for element, at in keys
    ]
    return OneForm(
        **_shape(found, len(keys)).model_dump(),
        asked=cells,
        rates=[f"{code}|" for code in found.rates],
        checks=[CheckShape(code=c.code, severity=c.severity.value, says=said(c.says)) for c in found.checks],
        reasons={reason.value: said(reason.label) for reason in REASONS},
    )


def _shape(form: Form, cells: int) -> FormShape:
    return FormShape(
        code=form.code,
        title=said(form.title),
        agency=form.agency,
        level=form.level.value,
        rhythm=form.rhythm,
        days=form.due.days,
        workdays=form.due.workdays,
        late_days=form.due.late,
        number=form.printed.number,
        document=form.printed.document,
        valid_until=form.printed.until.isoformat() if form.printed.until else None,
        cells=cells,
    )
