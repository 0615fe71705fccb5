"""Tokens: what one lets through, to whom it belongs, when it ends; nothing of it can be read again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.refusals import Refused
from tests.api.conftest import Program, Programs, numbers
from tests.houses import NOW, admin_of
from tests.rounds import BESIDE, CITY, COUNTY, THIRD, TOWN, hand_in, person

if TYPE_CHECKING:
    from halfsky.actions.tokens import Made
    from halfsky.store.house import House

SOUND = {"answers": {"doses_due|": "22531", "doses_given|": "22328"}}
"""The township's own figures of the year before, so that no check has anything to say."""


def made(house: House, username: str, *scopes: str, days: int = 90) -> Made:
    from halfsky.actions.tokens import add_token

    return add_token(house, person(house, username), "统计系统", scopes or ("read",), days)


def number(house: House, secret: str) -> str:
    """What a bearer of the secret gets: her name, or the number of the refusal."""
    from halfsky.queries.tokens import bearer

    try:
        return bearer(house, secret).name
    except Refused as no:
        return no.refusals[0].number


def later(house: House, **span: float) -> None:
    moment = NOW + dt.timedelta(**span)
    house.clock = lambda: moment


def test_a_token_speaks_for_its_user_until_it_runs_out(town: House) -> None:
    token = made(town, "owner", days=30)
    assert number(town, token.secret) == "owner"
    later(town, days=30, seconds=-1)
    assert number(town, token.secret) == "owner"
    later(town, days=30)
    assert number(town, token.secret) == "401.800"


def test_a_token_that_was_ended_or_never_made_opens_nothing(town: House) -> None:
    from halfsky.actions.tokens import end_token

    token = made(town, "owner")
    end_token(town, person(town, "owner"), token.id)
    assert number(town, token.secret) == "401.800"
    assert number(town, token.secret[:-1]) == "401.800"
    assert number(town, "") == "401.800"
    with pytest.raises(Refused) as no:
        end_token(town, person(town, "owner"), token.id)
    assert no.value.refusals[0].number == "409.800"


def test_who_is_switched_off_has_no_token_any_more(town: House) -> None:
    from halfsky.actions.users import switch_off

    token = made(town, "owner")
    switch_off(town, admin_of(town), "owner")
    assert number(town, token.secret) == "401.800"


@pytest.mark.parametrize("how", ["reset", "password", "off"])
def test_who_gets_another_password_or_is_switched_off_has_her_tokens_ended(town: House, how: str) -> None:
    from halfsky.actions import users
    from halfsky.store.models import LogEntry

    kept, ran_out = made(town, "town"), made(town, "town", days=1)
    beside = made(town, "owner")
    later(town, days=2)
    admin = admin_of(town)
    {
        "reset": lambda: users.reset_password(town, admin, "town"),
        "password": lambda: users.set_password(town, admin, "town", "Zwei-und-dreissig"),
        "off": lambda: users.switch_off(town, admin, "town"),
    }[how]()
    assert LogEntry.objects.order_by("-position")[0].detail == {"tokens": 1}, "one had run out already"
    if how == "off":
        users.switch_on(town, admin, "town")
    assert [number(town, t.secret) for t in (kept, ran_out, beside)] == ["401.800", "401.800", "owner"]


def test_who_changes_her_own_password_keeps_her_tokens(town: House) -> None:
    from halfsky.actions.users import set_password

    token = made(town, "town")
    set_password(town, person(town, "town"), "town", "Zwei-und-dreissig")
    assert number(town, token.secret) == "town"


def test_a_role_that_ends_ends_in_the_token_too(town: House, programs: Programs) -> None:
    from halfsky.store.models import GrantRow

    program = programs("owner")
    assert program("GET", f"/rounds?place={CITY}").status_code == 200
    GrantRow.objects.filter(user__username="owner").update(until=NOW.date() - dt.timedelta(days=1))
    assert numbers(program("GET", f"/rounds?place={CITY}")) == ["403.10"]


def test_what_a_token_says_is_nowhere_kept(town: House) -> None:
    from django.core import serializers

    from halfsky.store.models import LogEntry, Token

    token = made(town, "owner", "read", "fill")
    kept = serializers.serialize("json", [*Token.objects.all(), *LogEntry.objects.all()])
    assert token.secret not in kept and token.secret[8:] not in kept
    assert token.secret[:8] in kept


def test_a_token_never_lets_through_more_than_its_scopes(town: House, programs: Programs) -> None:
    """The township's officer may fill in; her token with the scope `read` may not, whatever the route."""
    from halfsky.actions.submissions import submit
    from halfsky.queries.tokens import bearer

    reading = made(town, "town", "read")
    answer = Program(reading.secret)("POST", f"/rounds/1/sheets/{TOWN}/submit", SOUND)
    assert answer.status_code == 403 and numbers(answer) == ["403.800"]
    with pytest.raises(Refused) as no:
        submit(town, bearer(town, reading.secret), 1, TOWN, SOUND["answers"], origin="api")
    assert no.value.refusals[0].number == "403.10"
    assert programs("town", "fill")("POST", f"/rounds/1/sheets/{TOWN}/submit", SOUND).status_code == 201


def test_a_token_never_gives_more_than_its_user_holds(town: House, programs: Programs) -> None:
    """A leader's token with every scope opens no round, hands in nothing and accepts nothing."""
    sheet = hand_in(town, "town", TOWN, 22531, 22328)
    leader = programs("reader")
    wanted = {"form": "water-yearly", "period": "2025", "place": COUNTY}
    assert numbers(leader("POST", "/rounds", wanted)) == ["403.10"]
    assert numbers(leader("POST", f"/rounds/1/sheets/{BESIDE}/submit", SOUND)) == ["403.10"]
    assert numbers(leader("POST", f"/submissions/{sheet}/steps", {"move": "accept"})) == ["403.30"]


@pytest.mark.parametrize("who, expected", [("owner", "done"), ("sibling", "403.10"), ("stray", "403.10")])
def test_only_its_owner_and_who_stands_over_her_end_a_token(town: House, who: str, expected: str) -> None:
    from halfsky.actions.tokens import end_token

    token = made(town, "owner")
    try:
        end_token(town, person(town, who), token.id)
        assert expected == "done"
    except Refused as no:
        assert no.refusals[0].number == expected


def test_who_stands_over_a_user_makes_and_ends_her_tokens(town: House) -> None:
    from halfsky.actions.tokens import add_token, end_token
    from halfsky.queries.tokens import tokens

    token = add_token(town, admin_of(town), "系统", ("fill",), 10, "town")
    assert number(town, token.secret) == "town"
    assert [t.name for t in tokens(town, admin_of(town), "town")] == ["系统"]
    assert tokens(town, admin_of(town)) == ()
    with pytest.raises(Refused):
        tokens(town, person(town, "sibling"), "town")
    end_token(town, admin_of(town), token.id)
    assert number(town, token.secret) == "401.800"


def test_a_token_makes_no_tokens(town: House) -> None:
    from halfsky.actions.tokens import add_token
    from halfsky.queries.tokens import bearer

    with pytest.raises(Refused) as no:
        add_token(town, bearer(town, made(town, "owner").secret), "x", ("read",))
    assert no.value.refusals[0].number == "403.802"


def test_a_token_without_name_scope_or_end_is_refused_at_once(town: House) -> None:
    from halfsky.actions.tokens import add_token

    with pytest.raises(Refused) as no:
        add_token(town, person(town, "owner"), " ", ("write",), 0)
    assert {r.number: r.where for r in no.value.refusals} == {
        "400.804": "name", "400.805": "scopes", "400.806": "days",
    }  # fmt: skip
    with pytest.raises(Refused):
        add_token(town, person(town, "owner"), "x", ("read",), 367)


def test_the_log_names_the_token_that_acted(town: House, programs: Programs) -> None:
    from halfsky.store.models import LogEntry, Token

    assert programs("town")("POST", f"/rounds/1/sheets/{TOWN}/submit", SOUND).status_code == 201
    entry = LogEntry.objects.order_by("-position")[0]
    assert (entry.user, entry.action) == ("town", "sheets.submit")
    assert entry.detail["token"] == Token.objects.get().pk and entry.detail["origin"] == "api"


def test_its_last_use_is_shown(town: House) -> None:
    from halfsky.queries.tokens import tokens

    token, other = made(town, "owner"), made(town, "owner")
    later(town, hours=5)
    Program(token.secret).get("/forms")
    shown = {t.id: t.last_used for t in tokens(town, person(town, "owner"))}
    assert shown == {token.id: NOW + dt.timedelta(hours=5), other.id: None}


def test_too_many_requests_in_a_minute_are_refused_until_it_is_over(town: House, programs: Programs) -> None:
    town.folder.keep(dataclasses.replace(town.settings, api_requests=3))
    fast, other = programs("owner"), programs("town")
    assert [fast("GET", "/forms").status_code for _ in range(3)] == [200, 200, 200]
    later(town, seconds=40)
    answer = fast("GET", "/forms")
    assert (answer.status_code, numbers(answer), answer["Retry-After"]) == (429, ["429.800"], "20")
    assert other("GET", "/forms").status_code == 200
    later(town, seconds=60)
    assert fast("GET", "/forms").status_code == 200


def test_a_house_takes_no_other_number_of_requests(town: House) -> None:
    from halfsky.store.folder import HouseSettings

    for wrong in (0, True, "600"):
        with pytest.raises(ValueError, match="api_requests"):
            HouseSettings(api_requests=wrong)  # type: ignore[arg-type]


def test_reading_with_a_token_waits_for_no_writer(town: House, programs: Programs) -> None:
    from tests.databases import impatient, writing_elsewhere

    program = programs("owner")
    with writing_elsewhere(town), impatient():
        for address in ("/rounds/1", f"/rounds?place={CITY}", f"/places/{THIRD}", "/notices", "/tasks"):
            assert program("GET", address).status_code == 200
