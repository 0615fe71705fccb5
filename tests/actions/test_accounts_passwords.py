"""One-time passwords, ages of passwords, sessions ended: by oneself and by who manages the user, by nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.accounts import AccountRules
from halfsky.store.house import House
from tests.actions.test_accounts_locks import GUANGXI, GUIGANG, number, tried
from tests.houses import NOW, PASSWORD, viewer


def test_a_one_time_password_is_good_for_two_weeks_and_has_to_be_changed(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import named, reset_password, set_password

    ma = viewer(house, "ma", "office", GUIGANG)
    given = reset_password(house, admin, "ma")
    assert tried(house, "ma", PASSWORD) == "400.705"
    assert tried(house, "ma", given) == "in"
    assert named("ma").must_change
    house.clock = lambda: NOW + dt.timedelta(days=15)
    assert tried(house, "ma", given) == "403.701"
    assert number(lambda: set_password(house, ma, "ma", given)) == "400.562"
    set_password(house, ma, "ma", "ganz-anders-geheim-3")
    assert not named("ma").must_change
    assert tried(house, "ma", "ganz-anders-geheim-3") == "in"


def test_nobody_resets_the_password_of_those_above_or_beside(house: House) -> None:
    from halfsky.actions.users import reset_password

    local = viewer(house, "local", "admin", GUANGXI)
    office = viewer(house, "office", "office", GUANGXI)
    viewer(house, "below", "office", GUIGANG)
    assert number(lambda: reset_password(house, local, "admin")) == "403.10"
    assert number(lambda: reset_password(house, office, "below")) == "403.10"
    assert number(lambda: reset_password(house, Viewer(), "below")) == "401.10"


def test_neither_log_nor_table_holds_a_one_time_password(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import named, reset_password
    from halfsky.store.models import LogEntry

    viewer(house, "ma", "office", GUIGANG)
    given = reset_password(house, admin, "ma")
    assert given not in named("ma").password
    assert not LogEntry.objects.filter(detail_json__contains=given).exists()


def test_a_slow_digest_is_used_for_chosen_passwords_and_a_quick_one_for_random_ones(house: House) -> None:
    from django.contrib.auth.hashers import check_password
    from django.test import override_settings

    from halfsky.actions.users import new_password, one_time_hash

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        given = new_password()
        kept = one_time_hash(given)
        assert kept.startswith("pbkdf2_sha256$1000$")
        assert check_password(given, kept) and not check_password("x" + given, kept)


@pytest.mark.parametrize(("days", "age", "wanted"), [(0, 10_000, False), (90, 89, False), (90, 91, True)])
def test_a_password_runs_out_when_the_house_says_so(days: int, age: int, wanted: bool) -> None:
    rules = AccountRules(password_days=days)
    assert rules.password_ran_out(NOW - dt.timedelta(days=age), NOW) == wanted


def test_a_password_must_be_as_long_as_the_house_says(house: House) -> None:
    from halfsky.actions.users import check_password

    check_password("kurz-aber-9", "ma", rules=AccountRules(password_length=11))
    assert number(lambda: check_password("kurz-aber-9", "ma", rules=AccountRules(password_length=12))) == "400.561"


def test_a_password_is_not_the_name(house: House) -> None:
    from halfsky.actions.users import check_password

    assert number(lambda: check_password("Panxiaomei-1", "ma", "Pan Xiaomei")) == "400.561"


def test_sessions_are_ended_one_by_one_or_all_at_once(house: House) -> None:
    from halfsky.actions.sign_ins import Origin, end_session, end_sessions, sign_in
    from halfsky.actions.users import named
    from halfsky.store.models import SignIn

    ma = viewer(house, "ma", "office", GUIGANG)
    local = viewer(house, "local", "admin", GUANGXI)
    li = viewer(house, "li", "office", GUIGANG)
    first, second, third = (sign_in(house, named("ma"), "password", Origin("10.0.0.1", "Edge")) for _ in range(3))
    assert number(lambda: end_session(house, li, first.pk)) == "403.10"
    end_session(house, ma, first.pk)
    assert number(lambda: end_session(house, ma, first.pk)) == "404.701"
    key = named("ma").get_session_auth_hash()
    assert end_sessions(house, ma, "ma", but=third.pk) == 1
    assert named("ma").get_session_auth_hash() != key
    assert list(SignIn.objects.filter(ended_at=None).values_list("pk", flat=True)) == [third.pk]
    assert end_sessions(house, local, "ma") == 1
    assert number(lambda: end_sessions(house, li, "ma")) == "403.10"
    assert second.user.username == "ma"


def test_switching_off_ends_sessions_and_switching_on_lets_in_again(house: House, admin: Viewer) -> None:
    from halfsky.actions.sign_ins import Origin, sign_in
    from halfsky.actions.users import named, switch_off, switch_on
    from halfsky.store.models import SignIn

    viewer(house, "ma", "office", GUIGANG)
    sign_in(house, named("ma"), "password", Origin())
    switch_off(house, admin, "ma")
    assert not SignIn.objects.filter(ended_at=None).exists()
    assert tried(house, "ma", PASSWORD) == "403.700"
    switch_on(house, admin, "ma")
    assert tried(house, "ma", PASSWORD) == "in"
    assert number(lambda: switch_off(house, admin, "admin")) == "409.700"


def test_a_telephone_number_is_kept_sealed(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import edit, named
    from halfsky.store.sealing import unseal_text

    ma = viewer(house, "ma", "office", GUIGANG)
    edit(house, ma, "ma", "马主任", "13800000000")
    user = named("ma")
    assert user.name == "马主任" and "13800000000" not in user.phone
    assert unseal_text(house.folder, f"user.phone.{user.pk}", user.phone) == "13800000000"
    li = viewer(house, "li", "office", GUIGANG)
    assert number(lambda: edit(house, li, "ma", "x", "")) == "403.10"
    assert number(lambda: edit(house, ma, "ma", "马\n主任", "")) == "400.563"
