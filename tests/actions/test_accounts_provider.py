"""A provider's word: matched to an account that is there, bound to one person, never making an account."""

from __future__ import annotations

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.accounts import Provider
from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House
from tests.actions.test_accounts_locks import GUIGANG, logged, number
from tests.houses import viewer

PROVIDER = Provider("https://id.example", "halfsky", claim="employee")


def matched(house: House, **claims: object) -> str:
    from halfsky.actions.failures import Origin
    from halfsky.actions.outside import matched

    try:
        return matched(house, PROVIDER, claims, Origin("10.0.0.1")).username
    except Refusal as no:
        return no.number


def test_the_claim_names_the_account_and_the_first_time_binds_it(house: House) -> None:
    from halfsky.actions.users import named

    viewer(house, "ma", "office", GUIGANG)
    assert matched(house, sub="77", employee="ma") == "ma"
    assert named("ma").outside == "https://id.example 77"
    assert logged("users.bind") == [f"{GUIGANG} ma"]
    assert matched(house, sub="77", employee="ma") == "ma"
    assert logged("users.bind") == [f"{GUIGANG} ma"]


def test_another_person_under_the_same_name_gets_nothing(house: House) -> None:
    viewer(house, "ma", "office", GUIGANG)
    assert matched(house, sub="77", employee="ma") == "ma"
    assert matched(house, sub="78", employee="ma") == "403.706"
    assert logged("users.failure") == ["000000000000"]


@pytest.mark.parametrize(
    "claims",
    [{"sub": "1", "employee": "nobody"}, {"sub": "1"}, {"employee": "ma"}, {"sub": "1", "employee": ["ma"]},
     {"sub": "1", "preferred_username": "ma"}, {"sub": "", "employee": "ma"}],
)  # fmt: skip
def test_what_names_no_account_makes_none(house: House, claims: dict[str, object]) -> None:
    from halfsky.store.models import User

    viewer(house, "ma", "office", GUIGANG)
    before = User.objects.count()
    assert matched(house, **claims) == "403.706"
    assert User.objects.count() == before


def test_one_who_is_switched_off_stays_out(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import switch_off

    viewer(house, "ma", "office", GUIGANG)
    switch_off(house, admin, "ma")
    assert matched(house, sub="77", employee="ma") == "403.700"


def test_a_manager_releases_a_binding_and_strangers_do_not(house: House, admin: Viewer) -> None:
    from halfsky.actions.outside import unbind

    ma = viewer(house, "ma", "office", GUIGANG)
    assert number(lambda: unbind(house, admin, "ma")) == "409.703"
    matched(house, sub="77", employee="ma")
    assert number(lambda: unbind(house, ma, "ma")) == "403.10"
    assert number(lambda: unbind(house, viewer(house, "li", "office", GUIGANG), "ma")) == "403.10"
    unbind(house, admin, "ma")
    assert matched(house, sub="78", employee="ma") == "ma"
