"""Broken forms, workflows and calendars: the teaching pack with a sound form and workflow, and one mistake."""

from __future__ import annotations

from .broken import Broken
from .edits import DIMENSIONS, Edit, add, both, change, drop

FORM_FILE, FLOW_FILE = "forms/births.yaml", "workflows.yaml"
FORM = """\
form: births
title: {zh: 教学统计表, en: Teaching form}
printed: {number: 教学01表, until: 2027-12-31}
filled_by: {agency: teaching_health, level: county}
period: year
due: 45 workdays
late: 10
workflow: simple
total: entered
columns: [total, sex]
lines:
  - section: 一、出生
    elements: [teaching_births, teaching_hospital_births]
  - elements: [teaching_infant_deaths]
rates: [teaching_infant_mortality]
notes:
  teaching_births: 全年。
  teaching_births|sex=female: 女婴。
checks:
  - hard: 教学住院出生数 <= teaching_births
    says: 住院出生数不能超过出生数。
  - soft: abs(change(teaching_births)) <= 30%
    column: total
    says: 变动超过30%（{previous}、{value}）。
  - siblings: teaching_infant_deaths / teaching_births
    says: 与同级相差很大。
"""
FLOW = """\
- workflow: simple
  title: 一级审核
  states: {draft: 暂存, submitted: 已上报, returned: 退回, accepted: 已验收, archived: 已归档}
  moves:
    submit: {label: 上报, from: [draft, returned], to: submitted, by: [fill_forms]}
    accept: {label: 验收, from: [submitted], to: accepted, by: [验收]}
    return: {label: 退回, from: [submitted], to: returned, by: [accept_forms], reason: yes, days: 5}
    archive: {label: 归档, from: [accepted], to: archived, by: [accept_forms]}
"""
CALENDAR = "day,kind,note\n2026-02-16,off,春节\n2026-02-14,work,调休\n"
BIRTHS = "teaching_births,教学出生数,teaching births,人,flow,add,"
NAMED = "zh,en,called\nsex,female,女,female,性别\nsex,male,男,male,"
SOUND = both(
    DIMENSIONS,
    change("dimensions.csv", "zh,en\nsex,female,女,female\nsex,male,男,male", NAMED),
    change("elements.csv", BIRTHS, BIRTHS + "sex:female|male"),
    add(FORM_FILE, FORM),
    add(FLOW_FILE, FLOW),
    add("calendar.csv", CALENDAR),
)  # fmt: skip


def form(old: str, new: str) -> Edit:
    """The sound form with one text changed."""
    return both(SOUND, change(FORM_FILE, old, new))


def flow(old: str, new: str) -> Edit:
    """The sound workflow with one text changed."""
    return both(SOUND, change(FLOW_FILE, old, new))


def check(text: str) -> Edit:
    """One more check at the end of the form, on line 27."""
    return both(SOUND, add(FORM_FILE, f"  - {text}\n"))


F, W = f"teaching/{FORM_FILE}", f"teaching/{FLOW_FILE}"
SAYS = "\n    says: 请核实。"

SHAPE = [
    Broken("400.203", "teaching/forms/births.yml", both(SOUND, add("forms/births.yml", FORM)), ("forms/….yaml",)),
    Broken("400.224", f"{F}:3:33", form("2027-12-31", "2027年底"), ("2024-12-31",)),
    Broken("400.222", f"{F}:4:45", form("level: county", "level: conty"), ("“county”",)),
    Broken("400.222", f"{F}:5:9", form("period: year", "period: yearly"), ("year",)),
    Broken("400.320", f"{F}:6:6", form("45 workdays", "45"), ("45 workdays", "“45”")),
    Broken("400.320", f"{F}:6:6", form("45 workdays", "0 days"), ("20 days",)),
    Broken("400.223", f"{F}:7:7", form("late: 10", "late: ten"), ("整数",)),
    Broken("400.222", f"{F}:9:8", form("total: entered", "total: sum"), ("computed",)),
    Broken("400.233", f"{F}:11:8", form(FORM[FORM.index("lines:") : FORM.index("rates:")], "lines: teaching_births\n")),
    Broken("400.232", f"{F}:1:1", form("workflow: simple\n", ""), ("“workflow”",)),
    Broken("400.231", f"{F}:21:5", form("says: 住院", "say: 住院"), ("“say”", "“says”")),
    Broken("400.236", f"{F}:14:16", form("[teaching_infant_deaths]", "[teaching_births]"), ("第 13 行",)),
    Broken("400.236", f"{F}:10:23", form("[total, sex]", "[total, sex, sex]"), ("“sex”",)),
    Broken("400.236", f"{F}:10:31", form("[total, sex]", "[total, {sex: [male, male]}]"), ("“sex=male”",)),
    Broken("400.233", f"{F}:10:18", form("[total, sex]", "[total, [female]]"), ("名称: 内容",)),
    Broken("400.234", f"{F}:17:3", form("teaching_births: 全年。", "teaching_births:"), ("teaching_births",)),
    Broken("400.30", f"{F}:18:3", form("sex=female: 女婴", "female: 女婴"), ("sex=female",)),
    Broken("400.221", f"{F}:18:3", form("teaching_births|sex=female: 女婴", "教学出生数|: 女婴"), ("小写",)),
    Broken(
        "400.321",
        f"{F}:1:1 (form)",
        form("form: births", "form: birth"),
        ("forms/birth.yaml", "“birth”"),
    ),
    Broken("400.322", f"{F}:27:5", check("says: 请核实。"), ("hard、soft", "写了无")),
    Broken("400.322", f"{F}:27:5", check(f"hard: teaching_births > 0\n    alike: yes{SAYS}"), ("hard、alike",)),
    Broken("400.323", f"{F}:27:5 (times)", check(f"hard: teaching_births > 0\n    times: 3{SAYS}"), ("siblings",)),
    Broken("400.323", f"{F}:27:5 (of)", check(f"below: teaching_births{SAYS}"), ("必须有",)),
    Broken("400.323", f"{F}:27:5 (blocks)", check(f"soft: teaching_births > 0\n    blocks: yes{SAYS}"), ("below",)),
    Broken("400.30", f"{F}:28:13", check(f"soft: teaching_births > 0\n    column: female{SAYS}"), ("sex=female",)),
    Broken("400.235", f"{W}:1:1", both(SOUND, drop(FLOW_FILE), add(FLOW_FILE, "workflow: simple\n")), ("- workflow:",)),
    Broken("400.236", f"{W}:9:3", both(SOUND, add(FLOW_FILE, FLOW)), ("“simple”", "第 1 行")),
    Broken("400.222", f"{W}:5:70", flow("by: [fill_forms]", "by: [fill_form]"), ("“fill_forms”",)),
    Broken("400.223", f"{W}:7:97", flow("days: 5", "days: 五"), ("整数",)),
    Broken("400.212", f"{W}:8:5", flow("    archive:", "    submit:"), ("第 5 行",)),
    Broken(
        "400.222", "teaching/calendar.csv:2 (kind)", both(SOUND, change("calendar.csv", ",off,", ",free,")), ("off",)
    ),
    Broken("400.248", "teaching/calendar.csv:4", both(SOUND, add("calendar.csv", "2026-02-16,work,\n")), ("第 2 行",)),
]
NAMES = [
    Broken("400.253", f"{F}:4:12 (agency)", form("agency: teaching_health", "agency: health"), ("部门", "departments")),
    Broken("400.253", f"{F}:1:1 (workflow)", form("workflow: simple", "workflow: simpel"), ("流程", "“simple”")),
    Broken("400.253", f"{F}:13:33", form("[teaching_births, teaching_h", "[teaching_births, teching_h"), ("数据项",)),
    Broken("400.253", f"{F}:15:9", form("[teaching_infant_mortality]", "[imr]"), ("指标", "indicators.csv")),
    Broken("400.253", f"{F}:10:18", form("[total, sex]", "[total, age]"), ("分组", "“age”")),
    Broken("400.253", f"{F}:10:19", form("[total, sex]", "[total, {age: [old]}]"), ("分组", "“age”")),
    Broken("400.253", f"{F}:10:25", form("[total, sex]", "[total, {sex: [femal]}]"), ("类别", "“female”")),
    Broken("400.253", f"{F}:17:3", form("teaching_births: 全年", "births: 全年"), ("数据项", "“births”")),
    Broken("400.253", f"{F}:18:3", form("sex=female: 女婴", "sex=femal: 女婴"), ("类别", "“female”")),
    Broken("400.253", f"{F}:22:5 (column)", both(form("column: total", "column: sex=woman")), ("类别", "“woman”")),
    Broken("400.75", f"{F}:20:5 (hard)", form("教学住院出生数 <=", "教学住院出生 <="), ("“教学住院出生数”",)),
    Broken(
        "400.75",
        f"{F}:25:5 (siblings)",
        form("teaching_infant_deaths / teaching_births", "teaching_infant_mortality"),
        ("teaching_infant_mortality",),
    ),
    Broken(
        "400.253", f"{W}:6:32", flow("[submitted], to: accepted", "[submited], to: accepted"), ("状态", "“submitted”")
    ),
    Broken("400.253", f"{W}:6:48", flow("to: accepted", "to: acepted"), ("状态", "“accepted”")),
]
MEANING = [
    Broken("400.331", f"{F}:20:5 (hard)", form(", teaching_hospital_births]", "]"), ("教学住院出生数", "lines")),
    Broken("400.332", f"{F}:20:5 (hard)", form("[total, sex]", "[sex]"), ("columns",)),
    Broken(
        "400.332",
        f"{F}:27:5 (soft)",
        check(f"soft: teaching_infant_deaths < 10\n    column: sex=female{SAYS}"),
        ("共同的栏目",),
    ),
    Broken("400.333", f"{F}:27:5 (siblings)", check(f"siblings: teaching_births > 1{SAYS}"), ("a / b",)),
    Broken(
        "400.334", f"{F}:27:5 (below)", check(f"below: 2 * teaching_births\n    of: teaching_births{SAYS}"), ("below",)
    ),
    Broken("400.334", f"{F}:27:5 (of)", check(f"below: teaching_births\n    of: 2 * teaching_births{SAYS}"), ("of",)),
    Broken("400.338", f"{F}:27:5 (of)", check(f"below: teaching_births\n    of: 教学出生数{SAYS}"), ("教学出生数",)),
    Broken("400.335", f"{F}:27:5 (hard)", check(f"hard: to_date(teaching_births) > 1{SAYS}"), ("to_date", "previous")),
    Broken("400.336", f"{F}:22:5 (says)", form("{previous}", "{nam}"), ("{nam}", "“names”")),
    Broken("400.336", f"{F}:22:5 (says)", form("{previous}", "{previous"), ("花括号",)),
    Broken(
        "400.337", f"{F}:27:5", check(f"soft: teaching_hospital_births <= 教学出生数{SAYS}"), ("第 20 行", "condition-")
    ),
    Broken("400.68", f"{F}:20:5 (hard)", form("<= teaching_births\n", "<=\n"), ("公式结尾",)),
    Broken("400.86", f"{F}:20:5 (hard)", form("<= teaching_births\n", "/ teaching_births\n"), ("判断",)),
    Broken("400.80", f"{F}:27:5 (hard)", check(f"hard: teaching_births <= 5%{SAYS}"), ("人",)),
    Broken("400.341", f"{F}:13:16", form("level: county", "level: township"), ("县级", "乡镇级")),
    Broken("400.342", f"{F}:14:16", form("[total, sex]", "[sex]"), ("教学婴儿死亡数", "total")),
    Broken(
        "400.343",
        f"{F}:10:18",
        both(SOUND, change("elements.csv", BIRTHS + "sex:female|male", BIRTHS)),
        ("“女”", "breakdowns"),
    ),
    Broken(
        "400.344",
        f"{F}:14:9",
        form("  - elements: [teaching_infant_deaths]\n", ""),
        ("教学婴儿死亡率", "教学婴儿死亡数"),
    ),
    Broken(
        "400.344",
        f"{F}:15:9",
        both(SOUND, change("indicators.csv", "教学婴儿死亡数 / 教学出生数", "")),
        ("没有公式",),
    ),
    Broken("400.345", f"{F}:18:3", form("teaching_births|sex=female", "teaching_infant_deaths|sex=female"), ("格",)),
    Broken(
        "400.745",
        f"{W}:1:3 (states)",
        both(flow(", archived: 已归档", ""), change(FLOW_FILE, FLOW[FLOW.index("    archive:") :], "")),
        ("archived",),
    ),
    Broken("400.351", f"{W}:1:3 (states)", flow("draft: 暂存,", "draft: 暂存, reviewed: 审核通过,"), ("审核通过",)),
    Broken("400.352", f"{W}:1:3 (moves)", flow("    accept: ", "    take: "), ("accept", "accepted")),
    Broken("400.352", f"{W}:1:3 (moves)", flow("from: [draft, returned]", "from: [draft]"), ("draft、returned",)),
    Broken(
        "400.352", f"{W}:1:3 (moves)", flow("draft: 暂存,", "draft: 暂存, entered: 已代录,"), ("confirm", "entered")
    ),
    Broken(
        "400.356",
        "teaching/calendar.csv:2 (day)",
        both(SOUND, change("calendar.csv", "2026-02-16", "2026-02-15")),
        ("2026-02-15", "星期日", "休息"),
    ),
    Broken(
        "400.356",
        "teaching/calendar.csv:3 (day)",
        both(SOUND, change("calendar.csv", "2026-02-14", "2026-02-13")),
        ("星期五", "上班"),
    ),
]
