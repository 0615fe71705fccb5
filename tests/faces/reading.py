"""Reading a page as a person does: its text without the gaps, its tables by heading."""

from __future__ import annotations

import re
from typing import Any

from lxml import html


def tree(answer: Any) -> html.HtmlElement:
    """The page as a tree."""
    return html.fromstring(answer.content.decode())


def text(node: html.HtmlElement) -> str:
    """All words of a node with single spaces."""
    return re.sub(r"\s+", " ", node.text_content()).strip()


def main(answer: Any) -> str:
    """The words of the page's own part, without its frame."""
    return text(tree(answer).get_element_by_id("main"))


def rows(table: html.HtmlElement) -> list[dict[str, str]]:
    """The body rows of a table that have a cell under every heading, by heading."""
    heads = [text(th) for th in table.xpath("./thead/tr/th")]
    body = [[text(c) for c in tr.xpath("./td|./th")] for tr in table.xpath("./tbody/tr")]
    return [dict(zip(heads, cells, strict=True)) for cells in body if len(cells) == len(heads)]
