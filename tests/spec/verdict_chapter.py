"""The chapter of the manual on verdicts."""

from __future__ import annotations

from halfsky.kernel.text import Text
from tests.spec.manual import Chapter
from tests.spec.verdict_cases import SECTIONS
from tests.spec.verdict_table_cases import CLASSES, DEGREES, RATES, SHARED, WARNINGS

TABLES = (CLASSES, DEGREES, RATES, SHARED, WARNINGS)

CHAPTER = Chapter(
    "verdicts",
    Text("判定：怎样算达标", "Verdicts: what counts as reached"),
    (
        Text(
            "每次判定有三个日期：评估年度（判定哪一年）、数据年度（数据是哪一年的）、截至日（只用这一天以前公布的数据）。"
            "是否达标由精确值决定；进位会掩盖未达到时，多印一位小数。",
            "Three dates belong to every verdict: the year judged, the year of the figure, and the day by which a "
            "figure must be published. Whether a goal is reached is decided on the exact value; where rounding would "
            "hide a miss, one more decimal is printed.",
        ),
        Text(
            "除另有说明外，本章的例子基期为2020年，截至2026年11月22日。",
            "Unless said otherwise the examples have the base year 2020 and are judged on 22 November 2026.",
        ),
    ),
    (
        CLASSES.section(),
        *(s.section() for s in SECTIONS),
        DEGREES.section(),
        RATES.section(),
        SHARED.section(),
        WARNINGS.section(),
    ),
)
