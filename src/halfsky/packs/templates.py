"""Third gate, templates of documents: every mark of them means something before anybody writes from them."""

from __future__ import annotations

import re

from halfsky.kernel.binding import MARK, Binder, words_of
from halfsky.kernel.content import Content
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.template import Template
from halfsky.packs.library import Library
from halfsky.packs.spot import Complaints

TWICE = problem(
    "400.1268",
    ("模板“{template}”在两个内容包里都有。", "Two packs have a template “{template}”."),
    ("请换一个编码。", "Give one of them another code."),
)


def compile_templates(library: Library, content: Content, complaints: Complaints) -> dict[str, Template]:
    """The templates by their codes. `content` is all that is declared beside."""
    binder = Binder(content)
    found: dict[str, Template] = {}
    for entry in (entry for pack in library.packs for entry in pack.templates):
        if entry.template in found:
            complaints.add(TWICE.at(entry.at("template"), template=entry.template))
        for key, text in (("heading", entry.heading), ("text", entry.text)):
            for inside in re.findall(MARK, text):
                try:
                    binder.bind(words_of(inside))
                except Refused as refused:
                    for refusal in refused.refusals:
                        complaints.add(refusal.placed(entry.at(key)))
        found[entry.template] = Template(entry.template, entry.title, entry.heading, entry.text, entry.note)
    return found
