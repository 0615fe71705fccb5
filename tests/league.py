"""A city of seven counties for tests of league tables, with figures and targets given by hand.

Coverage of cervical cancer screening (W1.03) in percent; three groups of counties are asked 70, 50 and 30 %:

    place    2024   2025   rank   change   gained most   asked   met
    万秀区    98    100     1       +2         2          70     yes
    长洲区    86     85     2       −1         5          50     yes
    龙圩区    85     85     2        0         4          50     yes
    苍梧县     —     60     4        —         —          70     no
    藤县      30     38     5       +8         1          30     yes
    蒙山县    19     20     6       +1         3          30     no
    岑溪市    40      —     —        —         —          50     —
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halfsky.store.house import House

CITY, PROVINCE = "450400000000", "450000000000"
WANXIU, CHANGZHOU, LONGXU, CANGWU, TENG, MENGSHAN, CENXI = (
    f"450{n}000000" for n in (403, 405, 406, 421, 422, 423, 481)
)
COVERAGE = "W1.03"
FIGURES = {
    WANXIU: ("98", "100"),
    CHANGZHOU: ("86", "85"),
    LONGXU: ("85", "85"),
    CANGWU: ("", "60"),
    TENG: ("30", "38"),
    MENGSHAN: ("19", "20"),
    CENXI: ("40", ""),
}
RANKS = {WANXIU: 1, CHANGZHOU: 2, LONGXU: 2, CANGWU: 4, TENG: 5, MENGSHAN: 6, CENXI: None}
GROUPS = {
    "first": ("70", (WANXIU, CANGWU)),
    "second": ("50", (CHANGZHOU, LONGXU, CENXI)),
    "third": ("30", (TENG, MENGSHAN)),
}
NAMES = {"first": "一类县", "second": "二类县", "third": "三类县"}
HEAD = """pack: seven-counties
version: 1.0.0
kind: data
title: {zh: 七县排名, en: Seven counties}
uses: [indicators-cn, women-2021]
"""


def pack() -> dict[str, bytes]:
    """The figures, the groups (from 2024 on) and their targets as a pack."""
    values = [
        f"cervical_cancer_screening,{place},{year},,,{value},%,SEVEN,,\n"
        for place, figures in FIGURES.items()
        for year, value in zip((2024, 2025), figures, strict=True)
        if value
    ]
    groups = [f"{code},{NAMES[code]},,{place},2024-01-01,\n" for code, (_, held) in GROUPS.items() for place in held]
    targets = [f"women-2021,{COVERAGE},,,{code},2025,>=,{asked},,,,SEVEN,\n" for code, (asked, _) in GROUPS.items()]
    files = {
        "pack.yaml": HEAD,
        "sources.csv": "key,title,issuer,published,page,note\nSEVEN,七县数据（测试）,,,,\n",
        "values.csv": "indicator,place,year,sex,residence,value,unit,source,published,note\n" + "".join(values),
        "groups.csv": "code,zh,en,place,from,until\n" + "".join(groups),
        "targets.csv": "plan,number,breakdown,place,group,year,comparator,value,value2,tolerance,holds,source,review\n"
        + "".join(targets),
    }
    return {name: text.encode() for name, text in files.items()}


def seven_counties(house: House) -> House:
    """Bring the pack into a house."""
    from halfsky.actions.packs import install
    from tests.houses import admin_of

    install(house, admin_of(house), [pack()])
    return house
