"""Broken appraisal schemes: the teaching pack with a sound one, and one mistake."""

from __future__ import annotations

from .broken import Broken
from .edits import Edit, add, both, change

FILE = "schemes/lessons.yaml"
SCHEME = """\
scheme: lessons
title: 教学单位考核
at: county
years: 2021..2030
groups:
  work:
    label: 工作
    items:
      reached: {label: 目标, points: 60, kind: fact, by: reach_rate, says: 按达标率}
      late: {label: 逾期, points: 1, kind: deduct, by: sheets_late, most: 5, says: 每份扣一分}
      plan: {label: 方案, points: 40, says: 有方案}
"""


def scheme(old: str = "", new: str = "") -> Edit:
    """The sound scheme, with one text changed."""
    return both(add(FILE, SCHEME), change(FILE, old, new)) if old else add(FILE, SCHEME)


SHAPE = [
    Broken("400.1080", "teaching/schemes/lessons.yaml:1", scheme("scheme: lessons", "scheme: other"), ("other",)),
    *(
        Broken("400.1081", "teaching/schemes/lessons.yaml:1", scheme(old, ""), (key,))
        for key, old in (("title", "title: 教学单位考核\n"), ("at", "at: county\n"), ("years", "years: 2021..2030\n"))
    ),
    Broken(
        "400.1081", "teaching/schemes/lessons.yaml:1", scheme("at: county", "at: county\nnumber: 1号"), ("published",)
    ),
    Broken("400.1082", "teaching/schemes/lessons.yaml:9", scheme(", by: reach_rate", ""), ("目标", "by")),
    Broken("400.1082", "teaching/schemes/lessons.yaml:9", scheme("points: 60", "points: 0"), ("points",)),
    Broken("400.1082", "teaching/schemes/lessons.yaml:11", scheme("points: 40", "points: 40, most: 2"), ("most",)),
    Broken("400.1082", "teaching/schemes/lessons.yaml:11", scheme("points: 40", "points: 40, by: reach_rate"), ("by",)),
]
SHEET = (
    "sheet: {register: lesson, unit: unit, year: year, own: own, checked: own, item: item, points: points,"
    " counts: filed}"
)
REGISTER = """\
register: lesson
title: 评分表
kept_by: county
asks: unit
fields:
  unit: {label: 单位, type: agency, required: yes}
  year: {label: 年度, type: period, required: yes}
parts:
  own:
    label: 自评
    fields:
      item: {label: 项目, type: choice, of: {plan: 方案}}
      points: {label: 分数, type: number, unit: 分}
states: {open: 待评, filed: 定稿}
moves:
  file: {label: 定稿, from: open, to: filed}
"""


def sheet(old: str = "", new: str = "") -> Edit:
    """The sound scheme with a sound sheet, one text of the register changed."""
    with_sheet = both(scheme("groups:", f"{SHEET}\ngroups:"), add("registers/lesson.yaml", REGISTER))
    return both(with_sheet, change("registers/lesson.yaml", old, new)) if old else with_sheet


NAMES = [
    Broken("400.253", "teaching/schemes/lessons.yaml:5", scheme("groups:", f"{SHEET}\ngroups:"), ("lesson",)),
    Broken("400.75", "teaching/schemes/lessons.yaml:9", scheme("by: reach_rate", "by: reach_rat"), ("reach_rate",)),
    Broken(
        "400.1083",
        "teaching/schemes/mine.yaml",
        both(
            scheme(),
            add("schemes/mine.yaml", "scheme: mine\nadopts: lesson\nnumber: 1号\npublished: 2024-01-01\n"),
        ),
        ("lesson", "lessons"),
    ),
]
MEANING = [
    *(
        Broken("400.1091", "teaching/schemes/lessons.yaml:5", sheet(old, new), (came, why))
        for old, new, came, why in (
            ("type: period", "type: date", "year", "period"),
            ("type: number", "type: count", "own.points", "number"),
            ("of: {plan: 方案}", "of: {plan: 方案, late: 逾期}", "own.item", "plan"),
        )
    ),
    Broken("400.1084", "teaching/schemes/lessons.yaml:9", scheme("by: reach_rate", "by: teaching_births"), ("目标",)),
    Broken("400.1084", "teaching/schemes/lessons.yaml:10", scheme("by: sheets_late", "by: reach_rate"), ("逾期",)),
    *(
        Broken("400.1085", "teaching/schemes/lessons.yaml:11", scheme("label: 方案", f"label: {label}"), (label,))
        for label in ("干部得分", "个人排名", "对工作人员评分", "工作人员测评")
    ),
    *(
        Broken("400.1086", "teaching/schemes/lessons.yaml:11", scheme("says: 有方案", f"says: {says}"), (says,))
        for says in ("没有方案的给予处分", "末位淘汰", "建议约谈主要负责人")
    ),
    Broken("400.883", "teaching/schemes/lessons.yaml:11", scheme("label: 方案", "label: 政治面貌"), ("政治面貌",)),
]
