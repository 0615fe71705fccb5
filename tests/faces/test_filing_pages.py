"""The pages of filing keep the rules of every page: no script or style inside, one heading, labels, both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces import test_page_rules as every_page
from tests.faces.conftest import Cast
from tests.faces.reading import main
from tests.houses import opened
from tests.rounds import BESIDE, CITY, COUNTY, THIRD, TOWN, WHY, YEAR, hand_in, take

if TYPE_CHECKING:
    from halfsky.store.house import House

PAGES = (
    ("owner", f"/at/{CITY}/{YEAR}/rounds"),
    ("owner", f"/at/{CITY}/{YEAR}/rounds/new"),
    ("owner", f"/at/{CITY}/{YEAR}/rounds/new?form=water-yearly"),
    ("owner", "/forms/health-yearly"),
    ("owner", f"/rounds/1?at={CITY}"),
    ("owner", f"/rounds/1/extend/{THIRD}"),
    ("office", f"/rounds/1/explained?at={COUNTY}"),
    ("office", "/waiting"),
    ("owner", "/inbox?box=sent"),
    ("town", "/inbox"),
    ("town", "/tasks"),
    ("office", f"/at/{COUNTY}/{YEAR}"),
    ("admin", "/log"),
)

WRITTEN = (
    "请认真核对。",
    "与学校名册不一致",
    WHY,
    "妇女儿童工作委员会办公室",
    "接种率低于90%，请核实并说明原因。",
)
"""What people and packs wrote in Chinese alone."""


@pytest.fixture(scope="module")
def town(rounds_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One sheet is sent back, one waits with an explanation."""
    for house in opened(rounds_template, tmp_path_factory.mktemp("house") / "town"):
        take(house, "office", hand_in(house, "town", TOWN, 22000, 21900), "return", "与学校名册不一致")
        hand_in(house, "beside", BESIDE, 20000, 17000)
        yield house


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_it_carries_no_script_and_has_one_heading_and_labels(cast: Cast, who: str, address: str) -> None:
    every_page.test_a_page_carries_no_script_no_style_and_no_handler(cast(who), address)
    every_page.test_a_page_has_one_heading_a_title_and_labels(cast(who), address)


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_in_english_its_own_words_are_english(cast: Cast, who: str, address: str) -> None:
    """Names of places and people, what people wrote, and the demonstration's words stay Chinese."""
    client = cast(who)
    client.post("/language", {"lang": "en", "next": "/"})
    said = main(client.get(address))
    for words in WRITTEN:
        said = said.replace(words, "")
    own = re.findall(r"布置|催报|延期|验收|退回|核实说明|未报|应报|已报|期限|审核|定稿|截止|全部", said)
    assert not own
