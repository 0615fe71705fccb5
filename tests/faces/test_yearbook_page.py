"""统计年鉴表 as people take them: the page, the workbook with its figures and a chart, and a year that does not fit."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook

from tests.faces.conftest import Cast
from tests.faces.reading import main, tree

NATION = "000000000000"


def test_the_tables_are_taken_as_a_workbook(cast: Cast) -> None:
    """From values.csv: maternal mortality of the nation, 16.9 in 2020 and 14.3 in 2024."""
    keeper = cast("admin")
    address = f"/at/{NATION}/2024/yearbook"
    page = tree(keeper.get(address))
    plans = page.xpath("//select[@name='plan']/option/@value")
    assert "women-2021" in plans
    taken = keeper.post(address, {"plan": "women-2021", "first": "2020", "until": "2024"})
    assert taken.status_code == 200
    content = taken.content
    book = load_workbook(BytesIO(content))
    cells = [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]
    [row] = [r for r in cells if "W1.02" in r][:1]
    assert 16.9 in row and 14.3 in row
    assert any("charts/chart" in name for name in ZipFile(BytesIO(content)).namelist())
    assert not any(isinstance(v, str) and v.startswith("=") for r in cells for v in r)
    refused = keeper.post(address, {"plan": "women-2021", "first": "2030", "until": "2024"})
    assert refused.status_code == 400
    assert "年鉴的年份" in main(refused)
