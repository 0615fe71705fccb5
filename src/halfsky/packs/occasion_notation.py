"""The notation of occasions: one row of `occasions.csv` is a day or a season of the office's year."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from halfsky.kernel.occasion import MonthDay
from halfsky.kernel.refusals import problem
from halfsky.packs.kinds import CODE, FormCode, Kind, Name, whole
from halfsky.packs.notation import Row

NOT_A_MONTH_DAY = problem(
    "400.1150",
    ("“{came}”不是几月几日。", "“{came}” is no day of a year."),
    ("请写成 03-08；2月末写 02-28。", "Write 03-08; for the end of February 02-28."),
)
NOT_A_PRESET = problem(
    "400.1151",
    ("“{came}”不是“项目=内容”。", "“{came}” is not field=text."),
    ("请写成 name={{year}}年三八维权月;kind=day，几项用分号隔开。", "Write name={{year}} rights month;kind=day."),
)
LONGEST_LEAD = 200
"""So many days before an occasion one may begin to prepare."""
_COMMON_YEAR = 2023
Preset = tuple[str, str]


def _month_day(text: str) -> MonthDay:
    found = re.fullmatch(r"(\d{2})-(\d{2})", text, re.ASCII)
    try:
        day = dt.date(_COMMON_YEAR, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise NOT_A_MONTH_DAY.at(came=text)
    return day.month, day.day


def _preset(text: str) -> Preset:
    code, sign, given = text.partition("=")
    if not sign or not given.strip():
        raise NOT_A_PRESET.at(came=text)
    return str(CODE.read(code.strip())), given.strip()


DayOfYear = Annotated[MonthDay, Kind(_month_day, {"type": "string", "pattern": r"^\d{2}-\d{2}$"})]


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionRow(Row):
    """occasions.csv: a day or a season of every year, and the record that it proposes to enter."""

    KEY: ClassVar[tuple[str, ...]] = ("code",)
    code: FormCode
    begins: DayOfYear = field(metadata={"as": "from"})
    zh: Name
    until: DayOfYear | None = None
    en: Name = ""
    register: FormCode = ""
    presets: tuple[Annotated[Preset, Kind(_preset, {"type": "string"})], ...] = ()
    lead: Annotated[int, whole(0, LONGEST_LEAD, "30")] = 0
    note: Name = ""
    note_en: Name = ""
