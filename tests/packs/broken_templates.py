"""Broken templates of documents: the teaching pack with a sound one, and one mistake."""

from __future__ import annotations

from .broken import Broken
from .edits import Edit, add, both, change

FILE = "templates/lesson.yaml"
TEMPLATE = """\
template: lesson
title: 教学小结
heading: "{{地区}}{{年度}}年教学小结"
text: |
  # 情况
  教学婴儿死亡率为{{教学婴儿死亡率}}，{{教学婴儿死亡率|较上年}}；出生{{教学出生数}}。
  {{段|台账}}
"""


def template(old: str = "", new: str = "") -> Edit:
    """The sound template, with one text changed."""
    return both(add(FILE, TEMPLATE), change(FILE, old, new)) if old else add(FILE, TEMPLATE)


SHAPE = [
    Broken("400.1267", "teaching/templates/lesson.yaml:1", template("template: lesson", "template: other"), ("other",)),
]
MEANING = [
    Broken("400.1265", "teaching/templates/lesson.yaml:1", template("{{教学出生数}}", "{{教学出生}}"), ("教学出生数",)),
    Broken("400.1266", "teaching/templates/lesson.yaml:1", template("|较上年", "|去年"), ("去年", "较上年")),
    Broken("400.1264", "teaching/templates/lesson.yaml:1", template("{{年度}}", "{{年度}"), ("花括号",)),
    Broken("400.1263", "teaching/templates/lesson.yaml:1", template("  {{段|台账}}", "  见{{段|台账}}"), ("单独",)),
]
