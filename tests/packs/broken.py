"""Broken packs, one for every kind of mistake: the teaching pack with one edit, and what the refusal must say."""

from __future__ import annotations

from dataclasses import dataclass

from .edits import (
    DELIVERY,
    DIMENSIONS,
    HOME,
    MORTALITY,
    Edit,
    add,
    both,
    change,
    drop,
    formula,
    indicator,
    put,
    rule,
    target,
    value,
    workbook,
)

WEIGHTS = "number,weight,must\n"


@dataclass(frozen=True)
class Broken:
    """A mistake: the number of its refusal, the place that is named (its beginning), words of what is said."""

    number: str
    where: str
    edit: Edit
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.number} {self.where}"


SHAPE = [
    Broken("404.31", "", drop("pack.yaml"), ("teaching", "pack.yaml")),
    Broken("400.202", "teaching/goals.csv", put("goals.csv", "number,domain\n甲,乙\n".encode("gbk")), ("GBK", "UTF-8")),
    Broken("400.203", "teaching/indicator.csv", add("indicator.csv", "code\n"), ("indicators.csv",)),
    Broken("400.204", "teaching/goals.xlsx", put("goals.xlsx", workbook([["number"]])), ("goals",)),
    Broken(
        "400.205",
        "teaching/pack.yaml",
        both(change("pack.yaml", "kind: teaching", "kind: plan"), change("pack.yaml", "base_year: 2020\n", "")),
        ("base_year", "规划"),
    ),
    *(
        Broken(
            "400.206",
            f"teaching/{table}.csv",
            both(change("pack.yaml", "kind: teaching", "kind: plan"), drop(f"{table}.csv")),
            (table, "规划类内容包", "goals.csv, targets.csv, duties.csv"),
        )
        for table in ("goals", "targets", "duties")
    ),
    Broken("400.211", "teaching/pack.yaml:2", change("pack.yaml", "version: 1", "  version: 1"), ("缩进",)),
    Broken(
        "400.212", "teaching/pack.yaml:2:1", change("pack.yaml", "version", "pack: teaching\nversion"), ("第 1 行",)
    ),
    Broken(
        "400.213",
        "teaching/pack.yaml:5:7",
        both(
            change("pack.yaml", "uses: []", "uses: &these []"),
            change("pack.yaml", "years: 2021..2030", "years: *these"),
        ),
        ("锚点",),
    ),
    Broken("400.213", "teaching/pack.yaml:7:12", change("pack.yaml", "2020", "!!int 2020"), ("类型标记",)),
    Broken(
        "400.221",
        "teaching/elements.csv:2 (code)",
        change("elements.csv", "teaching_births,", "Births,"),
        ("“Births”", "小写"),
    ),
    Broken(
        "400.222",
        "teaching/indicators.csv:3 (direction)",
        change("indicators.csv", ",down,", ",dwon,"),
        ("“dwon”", "“down”"),
    ),
    Broken(
        "400.222",
        "teaching/targets.csv:2 (holds)",
        target(">=,99,,,here", f"T1.01,,{HOME},2030,>=,99,,,each twnship"),
        ("“each township”",),
    ),
    Broken("400.223", "teaching/goals.csv:3 (base_year)", change("goals.csv", ",2020,8,", ",二〇二〇,8,"), ("整数",)),
    Broken(
        "400.224",
        "teaching/values.csv:2 (published)",
        value(f"{DELIVERY},{HOME},2024,,,99,%,TEACHING,2025/1/2,"),
        ("2024-12-31",),
    ),
    Broken("400.225", "teaching/pack.yaml:2:10", change("pack.yaml", "1.0.0", "1.0"), ("1.0.0",)),
    Broken("400.226", "teaching/pack.yaml:6:8", change("pack.yaml", "2021..2030", "2030..2021"), ("2021..2030",)),
    Broken(
        "400.227",
        "teaching/elements.csv:2 (breakdowns)",
        change(
            "elements.csv",
            "人,flow,add,,0,county,no\nteaching_h",
            "人,flow,add,sex=female|male,0,county,no\nteaching_h",
        ),
        ("sex:female|male",),
    ),
    Broken(
        "400.228", "teaching/targets.csv:2 (value)", target(">=,99", f"T1.01,,{HOME},2030,>=,九十九"), ("“九十九”",)
    ),
    Broken(
        "400.229",
        "teaching/goals.csv:2 (goal)",
        change("goals.csv", "教学住院分娩率保持在99%以上", "教" * 4001),
        ("4001",),
    ),
    Broken("400.231", "teaching/pack.yaml:4:1", change("pack.yaml", "title:", "tittle:"), ("“tittle”", "“title”")),
    Broken("400.232", "teaching/pack.yaml:1:1", change("pack.yaml", "version: 1.0.0\n", ""), ("“version”",)),
    Broken("400.233", "teaching/pack.yaml:5:7", change("pack.yaml", "uses: []", "uses: indicators-cn"), ("列表",)),
    Broken(
        "400.233",
        "teaching/pack.yaml:4:8",
        change("pack.yaml", "{zh: 教学示例, en: Teaching example}", "[教学示例]"),
        ("名称: 内容",),
    ),
    Broken("400.234", "teaching/goals.csv:2 (domain)", change("goals.csv", "T1.01,health", "T1.01,"), ("domain",)),
    Broken("400.235", "teaching/warnings.yaml:1:1", add("warnings.yaml", "rule: one\n"), ("列表", "- rule:")),
    Broken("400.241", "teaching/goals.csv", put("goals.csv", b""), ("表头", "number")),
    Broken("400.242", "teaching/targets.csv:2", target(">=,99", f"T1.01,,{HOME},2030,>=,99,"), ("12", "11")),
    Broken(
        "400.243", "teaching/goals.csv:3", change("goals.csv", "教学婴儿死亡率降至", '"教学婴儿死亡率降至'), ("双引号",)
    ),
    Broken(
        "400.244", "teaching/goals.xlsx", both(drop("goals.csv"), put("goals.xlsx", b"PK\x03\x04nothing")), ("损坏",)
    ),
    Broken("400.245", "teaching/goals.csv", change("goals.csv", "goal_en", "goal"), ("“goal”",)),
    Broken(
        "400.246",
        "teaching/elements.csv:1",
        change("elements.csv", "sensitive", "sensitiv"),
        ("“sensitiv”", "“sensitive”"),
    ),
    Broken("400.247", "teaching/elements.csv:1", change("elements.csv", "unit,", "units,"), ("“unit”",)),
    Broken("400.248", "teaching/sources.csv:3", add("sources.csv", "TEACHING,又一个,,,,\n"), ("第 2 行", "TEACHING")),
    Broken("400.236", "teaching/warnings.yaml:5", both(rule(), rule()), ("第 1 行",)),
    Broken(
        "400.10",
        "teaching/examples/facts.csv:2 (value)",
        change("examples/facts.csv", "2020,,,1000", "2020,,,一千"),
        ("“一千”", "不是数字"),
    ),
    Broken(
        "400.11",
        "teaching/targets.csv:2 (place)",
        change("targets.csv", f"T1.01,,{HOME}", "T1.01,,9.909E+11"),
        ("科学计数法", "9.909E+11"),
    ),
    Broken(
        "400.20",
        "teaching/examples/facts.csv:2 (period)",
        change("examples/facts.csv", f"births,{HOME},2020", f"births,{HOME},2020年"),
        ("2020年",),
    ),
    Broken(
        "400.30",
        "teaching/goals.csv:2 (breakdown)",
        change("goals.csv", "delivery,,keep", "delivery,female,keep"),
        ("sex=female",),
    ),
    Broken(
        "400.40", "teaching/targets.csv:2 (place)", change("targets.csv", f"T1.01,,{HOME}", "T1.01,,99090"), ("99090",)
    ),
    Broken("400.50", "teaching/elements.csv:2 (unit)", change("elements.csv", "births,人", "births,人/"), ("人/",)),
]
NAMES = [
    Broken(
        "400.253",
        "teaching/pack.yaml",
        change("pack.yaml", "subject: children", "subject: children\nbackground: [people]"),
        ("数据项", "people"),
    ),
    Broken(
        "404.32",
        "teaching/pack.yaml:1:1 (uses)",
        change("pack.yaml", "uses: []", "uses: [indicator-cn]"),
        ("“indicator-cn”",),
    ),
    Broken(
        "400.253",
        "teaching/goals.csv:2 (indicator)",
        change("goals.csv", f"{DELIVERY},,", f"{DELIVERY}s,,"),
        ("指标", f"“{DELIVERY}”", "indicators.csv"),
    ),
    Broken(
        "400.253",
        "teaching/goals.csv:2 (source)",
        change("goals.csv", "kept at 99% or more,,,,,TEACHING", "kept at 99% or more,,,,,TEACHING;TECHING"),
        ("来源", "“TECHING”", "“TEACHING”"),
    ),
    Broken(
        "400.253",
        "teaching/goals.csv:2 (domain)",
        change("goals.csv", "T1.01,health", "T1.01,helth"),
        ("领域", "“health”"),
    ),
    Broken(
        "400.253", "teaching/targets.csv:2 (number)", change("targets.csv", "T1.01", "T1.1"), ("目标编号", "“T1.01”")
    ),
    Broken(
        "400.253",
        "teaching/duties.csv:2 (agency)",
        change("duties.csv", "T1.01,lead,teaching_health", "T1.01,lead,health"),
        ("部门", "departments.csv"),
    ),
    Broken(
        "400.253",
        "teaching/examples/facts.csv:2 (element)",
        change("examples/facts.csv", f"teaching_births,{HOME},2020", f"births,{HOME},2020"),
        ("数据项",),
    ),
    Broken(
        "400.253",
        "teaching/examples/figures.csv:2 (indicator)",
        change("examples/figures.csv", f"{DELIVERY},{HOME},2020", f"delivery,{HOME},2020"),
        ("指标",),
    ),
    Broken(
        "400.253",
        "teaching/examples/verdicts.csv:2 (number)",
        change("examples/verdicts.csv", f"T1.01,{HOME},2021", f"T9,{HOME},2021"),
        ("目标编号",),
    ),
    Broken(
        "400.253",
        "teaching/goals.csv:2 (breakdown)",
        both(DIMENSIONS, change("goals.csv", "delivery,,keep", "delivery,sex=femal,keep")),
        ("类别", "“female”"),
    ),
    Broken(
        "400.253",
        "teaching/goals.csv:2 (breakdown)",
        change("goals.csv", "delivery,,keep", "delivery,age=5,keep"),
        ("分组", "dimensions.csv"),
    ),
    Broken(
        "400.253",
        "teaching/targets.csv:2 (group)",
        both(change("targets.csv", "place", "group"), change("targets.csv", HOME, "class-1")),
        ("地方分组", "groups.csv"),
    ),
    Broken(
        "400.253",
        "teaching/targets.csv:2 (plan)",
        both(change("targets.csv", "number,", "plan,number,"), change("targets.csv", "T1.0", "women-2021,T1.0")),
        ("规划", "women-2021"),
    ),
    Broken(
        "400.255",
        "teaching/indicators.csv:2 (code)",
        both(
            change("indicators.csv", f"\n{DELIVERY}", "\nteaching_births"),
            change("goals.csv", DELIVERY, "teaching_births"),
            change("examples/figures.csv", DELIVERY, "teaching_births"),
        ),
        ("teaching_births", "elements.csv:2"),
    ),
    Broken(
        "400.256", "teaching/goals.csv:2 (number)", change("pack.yaml", "years: 2021..2030\n", ""), ("years", "extends")
    ),
    Broken(
        "400.257",
        "teaching/examples/facts.csv:2 (sexx)",
        both(
            DIMENSIONS,
            change("examples/facts.csv", ",sex,", ",sexx,"),
            change("examples/facts.csv", "2020,,,1000", "2020,female,,1000"),
        ),
        ("“sexx”", "“sex”"),
    ),
    Broken(
        "400.75", "teaching/indicators.csv:2 (formula)", formula("教学住院出生 / 教学出生数"), ("“教学住院出生数”",)
    ),
    Broken("400.75", "teaching/warnings.yaml:1:3 (when)", rule("lat"), ("“late”",)),
]
MEANING = [
    Broken("400.68", "teaching/indicators.csv:2 (formula)", formula("教学住院出生数 / "), ("公式结尾",)),
    Broken("400.86", "teaching/indicators.csv:2 (formula)", formula("教学住院出生数 + 教学出生数"), ("人", "%", "率")),
    Broken("400.88", "teaching/indicators.csv:2 (formula)", formula("100 * 教学住院出生数 / 教学出生数"), ("放大",)),
    Broken(
        "400.83",
        "teaching/indicators.csv:4 (formula)",
        indicator(f"sum_of_rates,两率之和,,%,,1,up,published-first,annual,,,,,{DELIVERY} + {MORTALITY},,,,,,"),
        ("率不能相加",),
    ),
    Broken(
        "400.78",
        "first",
        indicator(
            "first,甲,,%,,1,up,published-first,annual,,,,,second / 2,,,,,,",
            "second,乙,,%,,1,up,published-first,annual,,,,,first / 2,,,,,,",
        ),
        ("first → second → first",),
    ),
    Broken(
        "400.78",
        "itself",
        indicator("itself,甲,,%,,1,up,published-first,annual,,,,,itself / 2,,,,,,"),
        ("itself → itself",),
    ),
    Broken(
        "400.261",
        "teaching/indicators.csv:5 (formula)",
        indicator(
            "printed,甲,,%,,1,up,published-first,annual,,,,,,,,,,,",
            "half,乙,,%,,1,up,published-first,annual,,,,,printed / 2,,,,,,",
        ),
        ("“printed”", "全部年份"),
    ),
    Broken(
        "400.261",
        "teaching/indicators.csv:6 (formula)",
        indicator(
            "late,甲,,%,,1,up,published-first,annual,,,,,教学住院出生数 / 教学出生数,,,,2015,,",
            "late,甲,,%,,1,up,published-first,annual,,,,,教学住院出生数 / 教学出生数,,,2016,,,",
            "half,乙,,%,,1,up,published-first,annual,,,,,late / 2,,,2014,2018,,",
        ),
        ("“late”", "2014—2018年"),
    ),
    Broken("400.262", "teaching/indicators.csv:2 (formula)", formula("change(教学出生数)"), ("change",)),
    Broken(
        "400.263",
        "teaching/indicators.csv:3 (formula)",
        change("elements.csv", "county,yes", "township,yes"),
        ("县级", "乡镇级", "教学婴儿死亡数"),
    ),
    Broken("400.264", "teaching/warnings.yaml:1:3 (says)", rule(says="{nam}逾期"), ("{nam}", "“name”")),
    Broken("400.265", "teaching/warnings.yaml:1:3 (says)", rule(says="{name逾期"), ("花括号",)),
    Broken("400.86", "teaching/warnings.yaml:1:3 (when)", rule("worse_running + 1"), ("判断",)),
    Broken("400.91", "teaching/warnings.yaml:1:3 (when)", rule("verdict = late"), ("late",)),
    Broken(
        "400.271",
        "teaching/elements.csv:2 (adds)",
        change(
            "elements.csv", "births,人,flow,add,,0,county,no\nteaching_h", "births,%,flow,add,,0,county,no\nteaching_h"
        ),
        ("不能逐级相加",),
    ),
    Broken(
        "400.272",
        "teaching/indicators.csv:4 (unit)",
        indicator(
            f"{MORTALITY},教学婴儿死亡率,Teaching: infant mortality rate,1/万,,1,down,computed-first,annual,,0,,,"
            "教学婴儿死亡数 / 教学出生数,,,2024,,,"
        ),
        ("unit", "第 3 行"),
    ),
    Broken(
        "400.273",
        "teaching/indicators.csv:4 (from)",
        both(
            change(
                "indicators.csv",
                "当年出生的人数,,,教学示例，数字是虚构的。,\nteaching_i",
                "当年出生的人数,,2024,教学示例，数字是虚构的。,\nteaching_i",
            ),
            indicator(
                f"{DELIVERY},教学住院分娩率,Teaching: hospital delivery rate,%,,1,up,computed-first,annual,,0,100,,"
                "教学住院出生数 / 教学出生数,,,2024,,,"
            ),
        ),
        ("重叠",),
    ),
    Broken("400.274", "teaching/indicators.csv:2 (low)", change("indicators.csv", ",0,100,", ",100,0,"), ("100",)),
    Broken("400.275", "teaching/indicators.csv:2 (basis)", formula(""), ("没有公式",)),
    Broken(
        "400.276",
        "teaching/indicators.csv:2 (steps)",
        change("indicators.csv", "annual,,0,100", "annual,2020,0,100"),
        ("普查",),
    ),
    Broken("400.281", "teaching/targets.csv:2 (number)", change("goals.csv", "keep", "monitor"), ("monitor", "T1.01")),
    Broken("400.282", "teaching/goals.csv:2 (kind)", target(">=,99,,,here,TEACHING,\n", ""), ("没有目标值", "keep")),
    Broken("400.283", "teaching/targets.csv:2 (comparator)", target(">=", f"T1.01,,{HOME},2030,<="), ("up", "<=")),
    Broken("400.283", "teaching/targets.csv:2 (comparator)", change("indicators.csv", ",up,", ",none,"), ("none",)),
    Broken(
        "400.284",
        "teaching/targets.csv:2 (year)",
        change("targets.csv", f"T1.01,,{HOME},2030", f"T1.01,,{HOME},2031"),
        ("2031年", "2021..2030"),
    ),
    Broken("400.285", "teaching/targets.csv:3 (year)", change("goals.csv", ",2020,8,", ",2030,8,"), ("2030年",)),
    Broken(
        "400.285",
        "teaching/pack.yaml:1:1 (base_year)",
        change("pack.yaml", "base_year: 2020", "base_year: 2022"),
        ("2022年",),
    ),
    Broken(
        "400.286",
        "teaching/targets.csv:2 (value)",
        target(">=,99", f"T1.01,,{HOME},2030,raise_by,20"),
        ("raise_by", "“20”"),
    ),
    Broken("400.287", "teaching/targets.csv:2 (value)", target(">=,99", f"T1.01,,{HOME},2030,>=,99%"), ("“99%”",)),
    Broken(
        "400.288",
        "teaching/targets.csv:2 (value2)",
        target(">=,99,,", f"T1.01,,{HOME},2030,between,99,98,"),
        ("between",),
    ),
    Broken("400.288", "teaching/targets.csv:2 (value2)", target(">=,99,,", f"T1.01,,{HOME},2030,>=,99,100,"), (">=",)),
    Broken(
        "400.288",
        "teaching/targets.csv:2 (tolerance)",
        target(">=,99,,", f"T1.01,,{HOME},2030,>=,99,,2"),
        ("tolerance",),
    ),
    Broken(
        "400.289",
        "teaching/targets.csv:2 (value)",
        target(">=,99", f"T1.01,,{HOME},2030,>=,990"),
        ("990%", "教学住院分娩率", "100"),
    ),
    Broken(
        "400.289", "teaching/values.csv:2 (value)", value(f"{DELIVERY},{HOME},2024,,,101.5,%,TEACHING,,"), ("101.5%",)
    ),
    Broken("400.289", "teaching/goals.csv:3 (base)", change("goals.csv", ",2020,8,", ",2020,-8,"), ("-8‰",)),
    Broken(
        "400.291",
        "teaching/targets.csv:2 (breakdown)",
        both(DIMENSIONS, change("goals.csv", "delivery,,keep", "delivery,sex=female,keep")),
        ("sex=female",),
    ),
    Broken(
        "400.292",
        "teaching/targets.csv:2 (holds)",
        target(">=,99,,,here", f"T1.01,,{HOME},2030,>=,99,,,each province"),
        ("each township",),
    ),
    Broken(
        "400.294",
        "teaching/duties.csv:4 (role)",
        both(add("departments.csv", "second,又一部门,,\n"), add("duties.csv", "T1.01,lead,second,\n")),
        ("2个牵头",),
    ),
    Broken(
        "400.294", "teaching/duties.csv:2 (role)", change("duties.csv", "T1.01,lead", "T1.01,support"), ("0个牵头",)
    ),
    Broken("400.296", "teaching/targets.csv:2 (place)", change("targets.csv", f"T1.01,,{HOME}", "T1.01,,"), ("group",)),
    Broken(
        "400.297",
        "teaching/groups.csv:3 (zh)",
        add("groups.csv", f"code,zh,en,place,from,until\nhills,山区县,,{HOME},,\nhills,山区,,990901000000,,\n"),
        ("“hills”", "第 2 行"),
    ),
    Broken(
        "400.1020",
        "teaching/weights.csv:2 (weight)",
        add("weights.csv", f"{WEIGHTS}T1.01,0,\nT1.02,1,\n"),
        ("T1.01", "大于零"),
    ),
    Broken(
        "400.1021",
        "teaching/weights.csv:3 (number)",
        both(
            add("goals.csv", f"T1.03,health,{DELIVERY},,monitor,,,,,,,,,\n"),
            add("weights.csv", f"{WEIGHTS}T1.01,2,yes\nT1.03,1,\nT1.02,1,\n"),
        ),
        ("T1.03", "monitor"),
    ),
    Broken("400.1022", "teaching/weights.csv", add("weights.csv", f"{WEIGHTS}T1.01,1,\n"), ("T1.02",)),
    Broken(
        "400.301",
        "teaching/values.csv:3 (value)",
        value(f"{DELIVERY},{HOME},2024,,,99.1,%,TEACHING,,\n{DELIVERY},{HOME},2024,,,99.2,%,TEACHING,,"),
        ("99.1", "99.2", "values.csv:2"),
    ),
    Broken(
        "400.303", "teaching/values.csv:2 (unit)", value(f"{DELIVERY},{HOME},2024,,,99.1,‰,TEACHING,,"), ("“‰”", "“%”")
    ),
    Broken(
        "400.304",
        "teaching/values.csv:2 (published)",
        value(f"{DELIVERY},{HOME},2024,,,99.1,%,TEACHING,2023-12-31,"),
        ("2023-12-31", "2024年"),
    ),
    Broken(
        "400.305",
        "teaching/examples/facts.csv:2 (element)",
        both(DIMENSIONS, change("examples/facts.csv", "2020,,,1000", "2020,female,,1000")),
        ("sex=female", "教学出生数"),
    ),
    Broken(
        "400.306",
        "teaching/examples/facts.csv:2 (value)",
        change("examples/facts.csv", "2020,,,1000", "2020,,,1000.5"),
        ("1000.5", "0位"),
    ),
    Broken(
        "400.307",
        "teaching/facts.csv:2 (place)",
        add("facts.csv", f"element,place,period,value\nteaching_births,{HOME},2024,9\n"),
        ("县级", "市级"),
    ),
    Broken(
        "400.308",
        "teaching/targets.csv:2 (place)",
        change("pack.yaml", "uses: []", "uses: []\ndemo: yes"),
        ("虚构", HOME),
    ),
    Broken(
        "400.309",
        "teaching/places.csv:3 (parent)",
        add(
            "places.csv", f"code,name,level,parent\n{HOME},教学市,prefecture,\n990901000000,教学县,prefecture,{HOME}\n"
        ),
        ("990901000000",),
    ),
]
EXAMPLES = [
    Broken(
        "400.311",
        "teaching/examples/figures.csv:2 (value)",
        change("examples/figures.csv", "2020,98.5", "2020,98.4"),
        ("教学住院分娩率", "98.4", "98.5"),
    ),
    Broken(
        "400.311",
        "teaching/examples/figures.csv:12 (value)",
        add("examples/figures.csv", f"{MORTALITY},{HOME},2025,6\n"),
        ("2025", "算得 无"),
    ),
    Broken(
        "400.312",
        "teaching/examples/verdicts.csv:4 (verdict)",
        change("examples/verdicts.csv", "relapsed", "kept"),
        ("T1.01 2023年", "“保持达标”", "“达标后回落”"),
    ),
    Broken(
        "400.313",
        "teaching/examples/verdicts.csv:5 (value)",
        change("examples/verdicts.csv", "2024,99.4", "2024,99.3"),
        ("99.3", "99.4"),
    ),
]
