"""Looking up who answers for what: every agency with the rows it leads and supports, and its own rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faces.conftest import CITY, YEAR
from tests.faces.reading import rows, text, tree
from tests.faces.test_first_page import REACHED, counted, data

if TYPE_CHECKING:
    from django.test import Client

PAGE = f"/at/{CITY}/{YEAR}/duties/women-2021"


def test_each_agencys_rate_counts_the_rows_where_it_leads(owner: Client) -> None:
    shown = {line["单位"]: line for line in rows(tree(owner.get(PAGE)).xpath("//table")[0])}
    every = data(owner, "women-2021")
    leads = {r["lead"] for r in every if r["lead"]}
    assert leads <= set(shown)
    for agency in leads:
        mine = [r for r in every if r["lead"] == agency]
        numeric = counted(mine)
        assert shown[agency]["牵头"] == str(len(mine))
        assert shown[agency]["可量化"] == str(len(numeric))
        assert shown[agency]["达标"] == str(sum(r["verdict_code"] in REACHED for r in numeric))


def test_one_agency_can_be_looked_at_alone(owner: Client) -> None:
    page = tree(owner.get(f"{PAGE}?agency=education"))
    assert [text(h) for h in page.xpath("//section[contains(@class, 'agency')]//h2")] == ["教育"]


def test_the_list_can_be_printed(owner: Client) -> None:
    assert tree(owner.get(PAGE)).xpath("//button[@data-print]")
