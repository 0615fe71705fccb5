"""Broken registers: the teaching pack with two sound ones, and one mistake."""

from __future__ import annotations

from .broken import Broken
from .edits import Edit, add, both, change

LESSON_FILE, CARE_FILE = "registers/lesson.yaml", "registers/care.yaml"
LESSON = """\
register: lesson
title: {zh: 教学课程, en: Lessons}
kept_by: [county, township, village]
agency: teaching_health
fields:
  name: {label: 课程, required: yes}
  kind:
    label: 类别
    type: choice
    of: {day: 日班, night: {zh: 夜班, en: evening}}
  held_on: {label: 日期, type: date, required: yes}
  persons: {label: 人数, type: count, unit: 人}
  women: {label: 妇女人数, type: count, unit: 人}
  host: {label: 主讲人, type: person}
  room:
    label: 场地
    type: checklist
    items: {sign: 有标牌, space: {label: 面积, unit: 平方米, at_least: 10}}
  where: {label: 上课地点, type: place}
  before: {label: 前一期, type: record, register: lesson}
parts:
  session:
    label: 课次
    fields:
      date: {label: 日期, type: date}
      attended: {label: 到课人次, type: count, unit: 人次}
  review:
    label: 季度回访
    fields:
      period: {label: 时期, type: period, required: yes}
computed:
  times: {label: 总人次, is: sum(session.attended), unit: 人次}
checks:
  - {hard: women <= persons, says: 妇女人数不能超过总人数。}
  - {soft: persons < 500, says: 人数很多，请核实。}
states: {planned: 计划, held: 已办, filed: 已归档}
moves:
  hold: {label: 办结, from: planned, to: held, needs: [persons, meets(room)], days: 20 days, lapse: file}
  file: {label: 归档, from: [planned, held], to: filed}
cycles:
  visit: {label: 季访, every: quarter, while: held, part: review, due: 10 workdays, missed: file}
feeds:
  lessons: {count: records, on: held_on, where: state != planned, by: {shift: kind}}
  lesson_times: {sum: session.attended, each: session, on: session.date}
  lesson_hosts: {distinct: host, on: held_on, until: since(filed), at: where}
unique: place + name
columns: [name, kind, times]
quick: [name, held_on]
"""
CARE = """\
register: care
title: 教学关爱
kept_by: village
about: person
secrecy: need
fields:
  child: {label: 姓名, type: person, required: yes}
  since_day: {label: 建档日期, type: date, open: yes}
  need: {label: 需要, type: choice, many: yes, open: yes, of: {study: 学习, money: 经济}}
  story: {label: 情况, type: long}
  carer: {label: 照料人与儿童的关系, type: choice, of: {parent: 父母, grand: 祖父母}}
parts:
  visit:
    label: 走访
    fields:
      date: {label: 走访日期, type: date, open: yes, required: yes}
states: {active: 在档, left: 退出}
moves:
  leave: {label: 退出, from: active, to: left, needs: count(visit) >= 1, reason: yes}
retention: 10 years after left
"""
SOUND = both(
    add("dimensions.csv", "dimension,code,zh,en\nshift,day,日班,day\nshift,night,夜班,night\nshift,noon,午班,noon\n"),
    add(
        "elements.csv",
        "lessons,课程数,lessons,期,flow,add,shift:day|night,0,any,no\n"
        "lesson_times,上课人次,attendances,人次,flow,add,,0,any,no\n"
        "lesson_hosts,主讲人数,teachers,人,stock,add,,0,any,no\n",
    ),
    add(LESSON_FILE, LESSON),
    add(CARE_FILE, CARE),
)


def lesson(old: str, new: str) -> Edit:
    """The sound register of lessons with one text changed."""
    return both(SOUND, change(LESSON_FILE, old, new))


def care(old: str, new: str) -> Edit:
    """The sound register of care with one text changed."""
    return both(SOUND, change(CARE_FILE, old, new))


def element(old: str, new: str) -> Edit:
    """The sound registers with one element declared otherwise."""
    return both(SOUND, change("elements.csv", old, new))


QUICK = "quick: [name, held_on]"
L, C = f"teaching/{LESSON_FILE}", f"teaching/{CARE_FILE}"
LABEL = "{label: 主讲人, type: person}"
EXTRA = "  host: {label: 主讲人, type: person}\n"


def field(text: str) -> Edit:
    """One more field of a lesson, on line 15."""
    return lesson(EXTRA, EXTRA + f"  more: {text}\n")


def letter(text: str) -> Edit:
    """A letter of a lesson, on line 49; its entry begins in column 11."""
    return lesson("quick: [name, held_on]", f"letters:\n  invite: {text}\nquick: [name, held_on]")


def slip(text: str) -> Edit:
    """A letter of the register of care, on line 21."""
    return care("retention:", f"letters:\n  slip: {text}\nretention:")


def others(text: str, *edits: Edit) -> Edit:
    """Other records that a lesson looks at, on line 32; the entry begins in column 10."""
    return both(lesson("computed:\n", f"others:\n  twins: {text}\ncomputed:\n"), *edits)


SHAPE = [
    Broken(
        "400.203",
        "teaching/registers/lesson.yml",
        both(SOUND, add("registers/lesson.yml", LESSON)),
        ("registers/….yaml",),
    ),
    Broken(
        "400.902",
        f"{L}:1:1 (register)",
        lesson("register: lesson\n", "register: lessons\n"),
        ("registers/lessons.yaml",),
    ),
    Broken("400.232", f"{L}:1:1", lesson("kept_by: [county, township, village]\n", ""), ("“kept_by”",)),
    Broken("400.222", f"{L}:3:11", lesson("[county,", "[conty,"), ("“county”",)),
    Broken("400.222", f"{C}:4:8", care("about: person", "about: family"), ("person",)),
    Broken("400.222", f"{C}:5:10", care("secrecy: need", "secrecy: secret"), ("“secret”", "office")),
    Broken("400.222", f"{L}:11:30", lesson("type: date, required", "type: day, required"), ("date",)),
    Broken("400.231", f"{L}:11:36", lesson("required: yes}\n  persons", "needed: yes}\n  persons"), ("“needed”",)),
    Broken("400.903", f"{L}:32:10", lesson("  times: {label: 总人次", "  state: {label: 总人次"), ("“state”", "状态")),
    Broken(
        "400.903", f"{L}:32:12", lesson("  times: {label: 总人次", "  persons: {label: 总人次"), ("“persons”", "项目")
    ),
    Broken("400.903", f"{L}:26:12", lesson("      attended: {", "      not: {"), ("“not”", "连接词")),
    Broken(
        "400.903",
        f"{L}:32:12",
        both(others("{label: 另几期, at: county}"), change(LESSON_FILE, "  twins:", "  session:")),
        ("session", "子表"),
    ),
    Broken("400.904", f"{L}:1:1 (fields)", lesson("{label: 妇女人数,", "{label: 人数,"), ("“人数”", "persons、women")),
    Broken("400.905", f"{L}:15:9 (of)", field("{label: 其他, type: choice}"), ("选项", "必须有“of”")),
    Broken("400.905", f"{L}:15:9 (of)", field("{label: 其他, of: {a: 甲}}"), ("文字", "不能有“of”")),
    Broken("400.905", f"{L}:15:9 (items)", field("{label: 其他, type: checklist}"), ("检查清单", "items")),
    Broken("400.905", f"{L}:15:9 (register)", field("{label: 其他, type: record}"), ("关联记录", "register")),
    Broken("400.905", f"{L}:15:9 (unit)", field("{label: 其他, unit: 人}"), ("unit",)),
    Broken("400.905", f"{L}:15:9 (decimals)", field("{label: 其他, type: count, decimals: 1}"), ("decimals",)),
    Broken("400.905", f"{L}:15:9 (many)", field("{label: 其他, type: date, many: yes}"), ("many",)),
    Broken("400.905", f"{L}:15:9 (required)", field("{label: 其他, type: photo, required: yes}"), ("照片", "required")),
    Broken("400.905", f"{L}:15:9 (open)", field("{label: 其他, type: phone, open: yes}"), ("电话", "open")),
    Broken("400.50", f"{L}:15:40", field("{label: 其他, type: count, unit: 3/}"), ("3/",)),
    Broken("400.322", f"{L}:34:5", lesson("{hard: women <= persons, says", "{says"), ("hard、soft", "无")),
    Broken(
        "400.322",
        f"{L}:35:5",
        lesson("{soft: persons < 500,", "{soft: persons < 500, hard: persons > 0,"),
        ("hard、soft",),
    ),
    Broken("400.322", f"{L}:43:12", lesson("{count: records, on", "{on"), ("count、sum、distinct", "无")),
    Broken(
        "400.906", f"{L}:43:12 (each)", lesson("{count: records, on", "{count: session, each: session, on"), ("each",)
    ),
    Broken("400.320", f"{L}:41:70", lesson("10 workdays", "soon"), ("45 workdays",)),
    Broken("400.222", f"{L}:41:29", lesson("every: quarter", "every: to_month"), ("quarter",)),
    Broken("400.900", f"{C}:20:12", care("10 years after left", "10 years"), ("10 years after closed",)),
    Broken("400.901", f"{L}:46:9", lesson("unique: place + name", "unique: place and name"), ("place + kind + name",)),
    Broken("400.1120", f"{L}:49:30", letter('{label: 邀请函, text: "请于{held_on参加。"}'), ("{held_on", "花括号")),
    Broken("400.1120", f"{L}:49:30", letter('{label: 邀请函, from: "{{}", text: 请参加。}'), ("{value}",)),
    Broken("400.231", f"{L}:49:24", letter("{label: 邀请函, tittle: 甲, text: 请参加。}"), ("“tittle”", "title")),
]
NAMES = [
    Broken("400.253", f"{L}:1:1 (agency)", lesson("agency: teaching_health", "agency: health"), ("部门", "“health”")),
    Broken(
        "400.253",
        f"{L}:20:11 (register)",
        lesson("type: record, register: lesson", "type: record, register: leson"),
        ("台账", "“lesson”"),
    ),
    Broken("400.253", f"{L}:43:3", lesson("  lessons: {count", "  lesons: {count"), ("数据项", "“lesons”")),
    Broken("400.253", f"{L}:38:40", lesson("to: held, needs", "to: done, needs"), ("状态", "“done”")),
    Broken("400.253", f"{L}:39:74", lesson("to: filed}", "to: filed, passes: up, until: top}"), ("项目", "“top”")),
    Broken("400.253", f"{L}:41:45", lesson("while: held", "while: done"), ("状态", "“done”")),
    Broken("400.253", f"{L}:38:99", lesson("lapse: file", "lapse: close"), ("办理", "“close”")),
    Broken("400.253", f"{L}:41:57", lesson("part: review", "part: reviews"), ("子表", "“review”")),
    Broken("400.253", f"{L}:43:20", lesson("{count: records", "{count: sessions"), ("子表", "“session”")),
    Broken("400.253", f"{L}:47:23", lesson("[name, kind, times]", "[name, kind, time]"), ("项目", "“times”")),
    Broken("400.253", f"{L}:48:15", lesson("[name, held_on]", "[name, held_in]"), ("项目", "“held_on”")),
    Broken("400.253", f"{L}:46:9", lesson("place + name", "place + title"), ("项目", "“title”")),
    Broken("400.253", f"{L}:45:28", lesson("distinct: host", "distinct: teacher"), ("项目", "“teacher”")),
    Broken("400.253", f"{L}:45:72", lesson("at: where}", "at: session.date}"), ("项目", "“session.date”")),
    Broken("400.253", f"{L}:32:10 (register)", others("{label: 另几期, register: leson}"), ("台账", "“lesson”")),
    Broken("400.253", f"{L}:32:30", others("{label: 另几期, same: {kinds: kind}}"), ("项目", "“kind”")),
    Broken("400.253", f"{L}:32:36", others("{label: 另几期, same: {kind: kinds}}"), ("项目", "“kind”")),
    Broken("400.253", f"{L}:43:79", lesson("{shift: kind}", "{shift: kinds}"), ("项目", "“kind”")),
    Broken("400.253", f"{C}:1:1 (retention)", care("after left", "after gone"), ("状态", "“gone”")),
    Broken("400.75", f"{L}:34:5 (hard)", lesson("hard: women <=", "hard: wmen <="), ("“women”",)),
    Broken("400.75", f"{L}:32:10 (is)", lesson("is: sum(session.attended)", "is: sum(session.attend)"), ("attended",)),
    Broken("400.75", f"{L}:38:63", lesson("meets(room)", "meets(rooms)"), ("room",)),
    Broken("400.75", f"{L}:43:12 (where)", lesson("state != planned", "state != plan"), ("planned",)),
    Broken("400.253", f"{L}:49:30", letter('{label: 邀请函, text: "请于{held_in}参加。"}'), ("项目", "“held_on”")),
    Broken("400.253", f"{L}:49:31", letter('{label: 邀请函, title: "{what}", text: 请参加。}'), ("项目", "“what”")),
    Broken("400.253", f"{L}:49:28", letter("{label: 邀请函, to: hosts, text: 请参加。}"), ("项目", "“host”")),
    Broken("400.253", f"{L}:49:32", letter("{label: 邀请函, number: no1, text: 请参加。}"), ("项目", "“no1”")),
    Broken("400.253", f"{L}:49:32", letter("{label: 邀请函, table: [sessions]}"), ("项目", "“session”")),
    Broken("400.253", f"{L}:49:32", letter("{label: 邀请函, states: done, text: 请参加。}"), ("状态", "“done”")),
]
MEANING = [
    Broken("400.907", f"{L}:1:1 (kept_by)", lesson("[county, township, village]", "[]"), ("kept_by",)),
    Broken(
        "400.908",
        f"{C}:10:10 (open)",
        care("story: {label: 情况, type: long}", "story: {label: 情况, type: long, open: yes}"),
        ("情况", "长文字"),
    ),
    Broken("400.908", f"{L}:15:9 (open)", field("{label: 其他, type: count, open: yes}"), ("about: person",)),
    Broken("400.909", f"{C}:1:1 (secrecy)", care("secrecy: need", "secrecy: open"), ("office",)),
    Broken("400.911", f"{C}:1:1 (about)", care("retention: 10 years after left\n", ""), ("10 years after closed",)),
    Broken(
        "400.912",
        f"{C}:11:10 (label)",
        care("情况, type: long", "监护人关系, type: long"),
        ("照料人与儿童的关系", "监护人关系"),
    ),
    Broken("400.912", f"{L}:15:9 (label)", field("照料人与学员的关系"), ("照料人与学员的关系",)),
    Broken("400.883", f"{C}:9:9 (of)", care("study: 学习", "study: 少数民族学生"), ("民族",)),
    Broken("400.883", f"{L}:15:9 (label)", field("{label: {zh: 出身, en: ethnic group}}"), ("ethnic group",)),
    Broken("400.883", f"{L}:15:13", lesson(EXTRA, EXTRA + "  religion: 备注\n"), ("宗教",)),
    Broken(
        "400.883",
        f"{L}:26:17 (label)",
        lesson("attended: {label: 到课人次", "attended: {label: 党员到课政治面貌"),
        ("政治面貌",),
    ),
    Broken("400.883", f"{L}:1:1 (title)", lesson("zh: 教学课程", "zh: 重点人员台账"), ("重点人员",)),
    Broken("400.883", f"{L}:1:1 (states)", lesson("held: 已办,", "held: 已管控,"), ("管控",)),
    Broken("400.910", f"{L}:47:23", lesson("[name, kind, times]", "[name, kind, host]"), ("主讲人", "open: yes")),
    Broken("400.910", f"{L}:38:54", lesson("needs: [persons,", "needs: [host,"), ("主讲人",)),
    Broken("400.910", f"{C}:19:53", care("count(visit) >= 1", "filled(story)"), ("情况",)),
    Broken("400.910", f"{L}:43:12 (where)", lesson("state != planned", "filled(host)"), ("主讲人",)),
    Broken(
        "400.910",
        f"{C}:22:11",
        both(
            care("retention:", "columns: [size]\nretention:"),
            change(CARE_FILE, "states:", 'computed:\n  size: {label: 次数, is: "if(carer = parent, 1, 2)"}\nstates:'),
        ),
        ("次数",),
    ),
    Broken("400.913", f"{L}:1:1 (quick)", lesson("[name, held_on]", "[name]"), ("日期",)),
    Broken("400.914", f"{L}:38:99", lesson("[planned, held], to: filed", "planned, to: filed"), ("归档", "已办")),
    Broken("400.914", f"{L}:41:91", lesson("to: filed}", "to: filed, reason: yes}"), ("归档", "说明原因")),
    Broken("400.914", f"{L}:41:91", lesson("to: filed}", "to: filed, needs: name}"), ("归档", "具备条件")),
    Broken("400.914", f"{L}:41:91", lesson("to: filed}", "to: filed, passes: sends}"), ("归档", "转往别处")),
    Broken("400.915", f"{L}:38:9 (lapse)", lesson("days: 20 days, lapse", "lapse"), ("办结", "days")),
    Broken("400.915", f"{L}:39:9 (until)", lesson("to: filed}", "to: filed, until: county}"), ("归档", "passes: up")),
    Broken(
        "400.915", f"{L}:39:74", lesson("to: filed}", "to: filed, passes: up, until: kind}"), ("归档", "编码都是级别")
    ),
    Broken(
        "400.915", f"{L}:38:9 (for)", lesson("days: 20 days,", "days: 20 days, for: 5 workdays,"), ("办结", "工作日")
    ),
    Broken(
        "400.1155",
        f"{L}:49:32",
        lesson(QUICK, f"{QUICK}\nintake: {{asks: [name, held_on, before], answers: kind, says: 三十日内答复}}"),
        ("前一期", "登录"),
    ),
    Broken(
        "400.1156",
        f"{L}:49:9 (asks)",
        lesson(QUICK, f"{QUICK}\nintake: {{asks: name, answers: kind, says: 三十日内答复}}"),
        ("日期",),
    ),
    Broken(
        "400.1157",
        f"{L}:49:42",
        lesson(QUICK, f"{QUICK}\nintake: {{asks: [name, held_on], answers: host, says: 三十日内答复}}"),
        ("主讲人",),
    ),
    Broken("400.1160", f"{L}:32:10 (register)", others("{label: 档案, register: care, at: county}"), ("需知",)),
    Broken(
        "400.1160",
        f"{L}:32:10 (register)",
        others("{label: 档案, register: care, at: county}", change(CARE_FILE, "secrecy: need", "secrecy: office")),
        ("教学关爱", "另一个部门"),
    ),
    Broken(
        "400.1160",
        f"{L}:32:10 (register)",
        others(
            "{label: 档案, register: care, at: county}", change(CARE_FILE, "secrecy: need", "agency: teaching_health")
        ),
        ("教学关爱", "同一区划"),
    ),
    Broken(
        "400.1160",
        f"{L}:33:10 (register)",
        others("{label: 另几期, at: county}", change(LESSON_FILE, "kept_by: [c", "secrecy: need\nkept_by: [c")),
        ("教学课程", "需知"),
    ),
    Broken("400.1161", f"{L}:32:36", others("{label: 另几期, same: {name: held_on}}"), ("课程", "日期", "类型不同")),
    Broken("400.1161", f"{L}:32:36", others("{label: 另几期, same: {host: host}}"), ("主讲人", "加密")),
    Broken("400.1161", f"{L}:32:36", others("{label: 另几期, year: {name: name}}"), ("课程", "日期或时期")),
    Broken("400.1162", f"{L}:32:31", others("{label: 另几期, refers: kind}"), ("类别", "为本台账")),
    Broken("400.1163", f"{L}:32:10", others("{label: 另几期}"), ("另几期", "same、year、at 或 refers")),
    Broken(
        "400.1164",
        f"{L}:45:12 (where)",
        others("{label: 另几期, at: county}", change(LESSON_FILE, "state != planned", "count(twins) > 0")),
        ("另几期",),
    ),
    Broken(
        "400.1164",
        f"{L}:45:12 (where)",
        others("{label: 另几期, at: county}", change(LESSON_FILE, "state != planned", "before.kind = day")),
        ("前一期",),
    ),
    Broken(
        "400.1164",
        f"{L}:49:23",
        others(
            "{label: 另几期, at: county}",
            change(LESSON_FILE, "is: sum(session.attended), unit: 人次}", "is: count(twins)}"),
        ),
        ("总人次",),
    ),
    Broken("400.965", f"{L}:49:7", lesson(QUICK, f"{QUICK}\nasks: kind"), ("asks", "类别", "单位")),
    Broken("400.965", f"{L}:49:12", lesson(QUICK, f"{QUICK}\nraised_by: name"), ("raised_by", "课程", "指标")),
    Broken(
        "400.965",
        f"{L}:49:18",
        lesson(QUICK, f"{QUICK}\nexplains: {{year: name, counts: filed}}"),
        ("explains.year", "课程", "时期"),
    ),
    Broken("400.968", f"{L}:49:11", lesson(QUICK, f'{QUICK}\npresets: {{name: "{{who}}"}}'), ("who", "reason")),
    Broken("400.968", f"{L}:49:13", lesson(QUICK, f'{QUICK}\nfrom_text: {{name: "{{who}}"}}'), ("who", "deadline")),
    Broken("400.253", f"{L}:39:59", lesson("to: filed}", "to: filed, by: boss}"), ("boss",)),
    Broken("400.253", f"{L}:38:112", lesson("lapse: file}", "lapse: file, tells: boss}"), ("boss",)),
    Broken("400.253", f"{L}:39:63", lesson("to: filed}", "to: filed, fills: [times]}"), ("times",)),
    Broken("400.915", f"{L}:39:60", lesson("to: filed}", "to: filed, due: name}"), ("归档", "日期")),
    Broken(
        "400.966",
        f"{C}:1:1 (asks)",
        both(
            care("  story:", "  helper: {label: 协助单位, type: agency, open: yes}\n  story:"),
            change(CARE_FILE, "secrecy: need", "secrecy: need\nasks: helper"),
        ),
        ("个人",),
    ),
    Broken("400.916", f"{L}:41:57", lesson("part: review", "part: session"), ("季访", "课次", "type: period")),
    Broken("400.916", f"{L}:41:57", lesson("type: period, required: yes", "type: text"), ("季访", "季度回访")),
    Broken("400.351", f"{L}:1:1 (states)", lesson("planned: 计划, held", "planned: 计划, lost: 遗失, held"), ("遗失",)),
    Broken(
        "400.917",
        f"{L}:43:3",
        both(SOUND, change(CARE_FILE, "retention:", "feeds:\n  lessons: {count: records, on: since_day}\nretention:")),
        ("lessons", "registers/care.yaml:21"),
    ),
    Broken(
        "400.918",
        f"{L}:43:12",
        lesson("{count: records, on: held_on, where", "{count: records, where"),
        ("课程数", "on: held_on"),
    ),
    Broken(
        "400.919",
        f"{L}:43:12",
        element("lessons,期,flow,add,shift:day|night", "lessons,期,flow,highest,shift:day|night"),
        ("逐级相加",),
    ),
    Broken("400.919", f"{L}:43:12", element("lessons,期,flow", "lessons,万期,flow"), ("万期",)),
    Broken("400.919", f"{L}:43:12", element("shift:day|night,0,any", "shift:day|night,0,township"), ("乡镇级", "县级")),
    Broken(
        "400.919", f"{L}:45:17", element("teachers,人,stock,add,,0,any", "teachers,人,stock,add,,0,county"), ("去重",)
    ),
    Broken("400.919", f"{L}:44:17", lesson("on: session.date}", "on: session.date, until: since(filed)}"), ("时期数",)),
    Broken("400.919", f"{L}:43:12", element("shift:day|night,0", ",0"), ("分组“shift”",)),
    Broken("400.919", f"{L}:43:12", element("shift:day|night,0", "shift:day|noon,0"), ("夜班",)),
    Broken("400.919", f"{L}:43:12", lesson("{shift: kind}", "{shift: name}"), ("课程", "单选项")),
    Broken("400.919", f"{L}:45:17", lesson("at: where}", "at: name}"), ("课程", "区划")),
    Broken(
        "400.277",
        "teaching/elements.csv:6 (counts)",
        both(
            element(",at,sensitive", ",at,counts"),
            change("elements.csv", ",county,no", ",county,"),
            change("elements.csv", ",county,yes", ",county,"),
            change("elements.csv", "人次,flow,add,,0,any,no", "人次,flow,add,,0,any,village"),
            change("elements.csv", ",any,no", ",any,"),
        ),
        ("上课人次",),
    ),
    Broken(
        "400.86",
        f"{L}:44:17 (sum)",
        lesson("lesson_times: {sum: session.attended", "lesson_times: {sum: persons"),
        ("人次",),
    ),
    Broken(
        "400.95",
        f"{L}:44:17 (sum)",
        lesson("{sum: session.attended, each: session, on: session.date}", "{sum: session.attended, on: held_on}"),
        ("sum()",),
    ),
    Broken("400.80", f"{L}:34:5 (hard)", lesson("women <= persons", "women <= times"), ("人次",)),
    Broken(
        "400.86",
        f"{L}:32:10 (is)",
        lesson("is: sum(session.attended), unit: 人次", "is: sum(session.attended), unit: 人"),
        ("人",),
    ),
    Broken("400.86", f"{L}:38:63", lesson("meets(room)", "checklist(room)"), ("判断",)),
    Broken("400.68", f"{L}:35:5 (soft)", lesson("soft: persons < 500", "soft: persons <"), ("公式结尾",)),
    Broken(
        "400.337",
        f"{L}:36:5",
        lesson("states:", "  - {hard: 妇女人数 <= 人数, says: 同一条。}\nstates:"),
        ("第 34 行",),
    ),
    Broken("400.1121", f"{L}:49:30", letter('{label: 邀请函, text: "由{host}主讲。"}'), ("主讲人", "加密")),
    Broken("400.1121", f"{C}:21:27", slip('{label: 回执, text: "{child}：收到。"}'), ("姓名", "加密")),
    Broken("400.1121", f"{C}:21:35", slip("{label: 回执, table: [need, story]}"), ("情况", "加密")),
    Broken("400.1175", f"{L}:15:48", field("{label: 其他, type: checklist, compares: name}"), ("其他", "compares")),
    Broken("400.1122", f"{L}:49:11", letter("{label: 邀请函, seal: yes}"), ("邀请函", "text")),
    Broken(
        "400.1123",
        f"{L}:49:48",
        letter("{label: 邀请函, states: planned, final: held, text: 请参加。}"),
        ("邀请函", "已办"),
    ),
    Broken("400.1124", f"{L}:49:28", letter("{label: 邀请函, to: name, text: 请参加。}"), ("课程", "to", "单位")),
    Broken("400.1124", f"{L}:49:32", letter("{label: 邀请函, number: held_on, text: 请参加。}"), ("日期", "文号")),
    Broken(
        "400.1124",
        f"{L}:49:50",
        letter("{label: 邀请函, text: 请参加。, joint: {when: name, with: 督查室}}"),
        ("课程", "联合行文"),
    ),
    Broken(
        "400.1124",
        f"{L}:49:37",
        both(
            field("{label: 其他, type: photo}"),
            change(LESSON_FILE, "quick: [", "letters: {invite: {label: 函, table: more}}\nquick: ["),
        ),
        ("其他", "照片"),
    ),
    Broken("400.883", f"{L}:49:11 (label)", letter("{label: 重点人员函, text: 请参加。}"), ("重点人员",)),
]
