"""Users: nobody gives what she does not hold, nobody manages above or beside herself, passwords are sound."""

from __future__ import annotations

import datetime as dt

import pytest

from halfsky.kernel.access import IMPORT_VALUES, SEE_FIGURES, Viewer, may
from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House
from tests.houses import PASSWORD, viewer

GUANGXI, GUIGANG, BEIJING = "450000000000", "450800000000", "110000000000"


def number(call: object) -> str:
    with pytest.raises(Refusal) as refused:
        call()  # type: ignore[operator]
    return refused.value.number


def test_a_new_user_can_sign_in_and_may_what_her_role_says_where_she_holds_it(house: House) -> None:
    from django.contrib.auth import authenticate

    from halfsky.queries import places

    office = viewer(house, "韦主任", "office", GUANGXI)
    user = authenticate(username="韦主任", password=PASSWORD)
    assert user is not None and user.pk == office.user_id
    assert authenticate(username="韦主任", password="wrong") is None
    day = house.today()
    assert may(office, IMPORT_VALUES, places.place(house, GUIGANG), day)
    assert not may(office, SEE_FIGURES, places.place(house, BEIJING), day)


def test_the_log_names_the_role_and_no_password(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import add_user
    from halfsky.store.models import LogEntry

    add_user(house, admin, "ma", PASSWORD, "liaison", GUIGANG, agency="education")
    entry = LogEntry.objects.order_by("-position")[0]
    assert (entry.action, entry.subject) == ("users.add", f"{GUIGANG} ma")
    assert entry.detail == {"role": "liaison", "place": GUIGANG, "agency": "education"}
    assert not LogEntry.objects.filter(detail_json__contains=PASSWORD).exists()


def test_a_local_administrator_manages_her_subtree_alone(house: House) -> None:
    from halfsky.actions.users import add_user, set_password, switch_off

    local = viewer(house, "local", "admin", GUANGXI)
    viewer(house, "beside", "leader", BEIJING)
    add_user(house, local, "below", PASSWORD, "office", GUIGANG)
    assert number(lambda: add_user(house, local, "x1", PASSWORD, "leader", BEIJING)) == "403.10"
    assert number(lambda: set_password(house, local, "beside", PASSWORD + "x")) == "403.10"
    assert number(lambda: switch_off(house, local, "admin")) == "403.10"
    switch_off(house, local, "below")


def test_whoever_has_no_such_right_gives_no_role(house: House) -> None:
    from halfsky.actions.users import add_user, grant

    office = viewer(house, "office", "office", GUANGXI)
    assert number(lambda: add_user(house, office, "x1", PASSWORD, "leader", GUIGANG)) == "403.10"
    assert number(lambda: grant(house, office, "office", "admin", GUANGXI)) == "403.10"
    assert number(lambda: add_user(house, Viewer(), "x1", PASSWORD, "leader", GUIGANG)) == "401.10"


def test_a_role_ends_with_its_term(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import grant
    from halfsky.queries import places
    from halfsky.store.models import User
    from halfsky.store.viewers import viewer_of

    viewer(house, "ma", "leader", BEIJING)
    grant(house, admin, "ma", "office", GUIGANG, until=house.today() - dt.timedelta(1))
    grant(house, admin, "ma", "statistics", GUANGXI, until=house.today())
    ma = viewer_of(house, User.objects.get(username="ma"))
    guigang = places.place(house, GUIGANG)
    assert may(ma, IMPORT_VALUES, guigang, house.today())
    assert not may(ma, IMPORT_VALUES, guigang, house.today() + dt.timedelta(1))


def test_one_who_is_switched_off_is_the_public(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import switch_off
    from halfsky.store.models import User
    from halfsky.store.viewers import operator, viewer_of

    viewer(house, "ma", "office", GUIGANG)
    switch_off(house, admin, "ma")
    assert viewer_of(house, User.objects.get(username="ma")) == Viewer()
    assert number(lambda: operator(house, "ma")) == "404.520"


def test_everyone_sets_her_own_password(house: House) -> None:
    from django.contrib.auth import authenticate

    from halfsky.actions.users import set_password

    ma = viewer(house, "ma", "leader", GUIGANG)
    set_password(house, ma, "ma", "ganz-anders-geheim-3")
    assert authenticate(username="ma", password="ganz-anders-geheim-3") is not None
    assert number(lambda: set_password(house, ma, "admin", "ganz-anders-geheim-3")) == "403.10"


@pytest.mark.parametrize(
    ("username", "password", "wanted"),
    [
        ("a", PASSWORD, "400.560"),
        ("two words", PASSWORD, "400.560"),
        ("<b>x</b>", PASSWORD, "400.560"),
        ("admin", PASSWORD, "409.560"),
        ("ma", "short", "400.561"),
        ("ma", "password", "400.561"),
        ("ma", "8675309867", "400.561"),
        ("panxiaomei", "panxiaomei1", "400.561"),
    ],
)
def test_unsound_names_and_passwords_are_refused(
    house: House, admin: Viewer, username: str, password: str, wanted: str
) -> None:
    from halfsky.actions.users import add_user
    from halfsky.store.models import User

    before = User.objects.count()
    assert number(lambda: add_user(house, admin, username, password, "leader", GUIGANG)) == wanted
    assert User.objects.count() == before


def test_the_reason_of_a_weak_password_is_said_in_both_languages(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import check_password

    with pytest.raises(Refusal) as refused:
        check_password("abc", "ma")
    assert "密码" in refused.value.in_("zh")
    assert "too short" in refused.value.in_("en")


def test_unknown_roles_users_and_places_are_refused(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import add_user, grant

    assert number(lambda: add_user(house, admin, "ma", PASSWORD, "king", GUIGANG)) == "404.560"
    assert number(lambda: grant(house, admin, "nobody", "leader", GUIGANG)) == "404.520"
    assert number(lambda: add_user(house, admin, "ma", PASSWORD, "leader", "459900000000")) == "404.510"


def test_the_list_shows_those_whom_one_manages(house: House, admin: Viewer) -> None:
    from halfsky.queries.users import accounts

    local = viewer(house, "local", "admin", GUANGXI)
    viewer(house, "below", "leader", GUIGANG)
    viewer(house, "beside", "leader", BEIJING)
    assert [a.username for a in accounts(house, local)] == ["local", "below"]
    assert [a.username for a in accounts(house, admin)] == ["admin", "local", "below", "beside"]
    assert number(lambda: accounts(house, viewer(house, "office", "office", GUANGXI))) == "403.10"


def test_generated_passwords_differ_and_pass_the_rules(house: House) -> None:
    from halfsky.actions.users import check_password, new_password

    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_password(password, "admin")
