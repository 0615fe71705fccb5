"""The notation of templates: `templates/NAME.yaml`. What it means once it is read is `kernel/template.py`."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.text import NOTHING, Text
from halfsky.packs.kinds import FormCode, Name
from halfsky.packs.notation import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateEntry(Row):
    """One template: what it is called, the title of its document and its text."""

    template: FormCode
    title: Text
    heading: Name
    text: Name
    note: Text = NOTHING
