"""A template (文稿模板): the words of a document that an office writes again and again, with marks for its figures."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Template:
    """A template that a pack ships. `heading` is the title of the document and `text` its paragraphs, one a line, `# `
    and `## ` before headings; both hold marks as `kernel/binding.py` understands them."""

    code: str
    title: Text
    heading: str
    text: str
    note: Text = NOTHING
