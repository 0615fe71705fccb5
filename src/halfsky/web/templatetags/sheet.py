"""The words of the sheet's templates: what stands in a field, and the hue of a state."""

from __future__ import annotations

from django import template
from django.template.context import Context

from halfsky.queries.sheets import Sheet
from halfsky.web.present.sheet_grid import GridCell, typed_text
from halfsky.web.present.sheet_page import state_label, state_look
from halfsky.web.templatetags.halfsky import spoken

register = template.Library()
register.filter("state_look", state_look)


@register.simple_tag(takes_context=True)
def in_field(context: Context, cell: GridCell) -> str:
    """The text of a field: a reason in the reader's words, everything else as typed."""
    return typed_text(cell.typed, str(context.get("lang", "zh")))


@register.simple_tag(takes_context=True)
def state_word(context: Context, of: Sheet, state: str) -> str:
    """A state in the words of the sheet's workflow."""
    return spoken(context, state_label(of, state))
