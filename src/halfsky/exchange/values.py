"""The columns in which values of indicators come: one row a value, headings in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from halfsky.exchange.tables import Table, fold, read_table

COLUMNS = {
    "indicator": ("indicator_code", "indicator", "指标编码", "指标代码", "指标编号"),
    "place": ("area_code", "place", "place_code", "区划代码", "地区代码", "行政区划代码"),
    "place_name": ("area_name", "place_name", "区划名称", "地区名称", "地区", "行政区划"),
    "period": ("year", "period", "年份", "年度", "数据年度", "时期"),
    "sex": ("sex", "性别"),
    "residence": ("urban_rural", "residence", "城乡"),
    "value": ("value", "数值", "指标值"),
    "unit": ("unit", "单位", "计量单位"),
    "source": ("source", "来源", "数据来源"),
    "published": ("published", "published_on", "发布日期", "公布日期"),
    "note": ("note", "备注", "说明"),
}
REQUIRED = ("indicator", "place", "period", "value", "unit")


def read_values(path: Path, dimensions: Iterable[str]) -> Table:
    """The table of values; a column named like one of the `dimensions` is a breakdown."""
    names = {fold(dimension): dimension for dimension in dimensions}
    names |= {fold(heading): name for name, headings in COLUMNS.items() for heading in headings}
    return read_table(path, names, REQUIRED)
