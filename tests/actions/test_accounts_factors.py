"""The second factor: codes by RFC 6238, each good once; recovery codes; secrets sealed; lost telephones."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import struct

import pytest

from halfsky.kernel.access import Grant, Viewer
from halfsky.kernel.accounts import AccountRules
from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House
from tests.actions.test_accounts_locks import GUIGANG, number, tried
from tests.houses import NOW, PASSWORD, viewer


def code_at(secret: str, moment: dt.datetime) -> str:
    """The code of a moment, reckoned by hand from RFC 4226 and RFC 6238."""
    step = struct.pack(">Q", int(moment.timestamp()) // 30)
    mac = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_the_hand_reckoning_agrees_with_the_examples_of_the_standard() -> None:
    """RFC 6238, appendix B: the last six of the eight digits at 59 s and at 1111111109 s."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, wanted in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert code_at(secret, dt.datetime.fromtimestamp(seconds, dt.UTC)) == wanted


def enrolled(house: House, username: str = "ma") -> tuple[Viewer, str, tuple[str, ...]]:
    from halfsky.actions.factors import enrol, new_secret

    who, secret = viewer(house, username, "office", GUIGANG), new_secret()
    return who, secret, enrol(house, who, secret, code_at(secret, NOW))


def proves(house: House, code: str, username: str = "ma") -> str:
    from halfsky.actions.factors import prove_code
    from halfsky.actions.sign_ins import Origin
    from halfsky.actions.users import named

    try:
        prove_code(house, named(username), code, Origin("10.0.0.1"))
    except Refusal as no:
        return no.number
    return "in"


def later(house: House, seconds: int) -> dt.datetime:
    moment = NOW + dt.timedelta(seconds=seconds)
    house.clock = lambda: moment
    return moment


def test_a_code_is_good_once_and_for_a_minute(house: House) -> None:
    _, secret, _ = enrolled(house)
    assert proves(house, code_at(secret, NOW)) == "400.706"  # used up by enrolling
    now = later(house, 60)
    code = code_at(secret, now)
    assert proves(house, code) == "in"
    assert proves(house, code) == "400.706"
    earlier = code_at(secret, now)
    later(house, 180)
    assert proves(house, earlier) == "400.706"


@pytest.mark.parametrize(("drift", "wanted"), [(-30, "in"), (30, "in"), (-90, "400.706"), (90, "400.706")])
def test_a_clock_may_be_half_a_minute_off(house: House, drift: int, wanted: str) -> None:
    _, secret, _ = enrolled(house)
    now = later(house, 600)
    assert proves(house, code_at(secret, now + dt.timedelta(seconds=drift))) == wanted


def test_nothing_is_enrolled_without_a_right_code(house: House) -> None:
    from halfsky.actions.factors import enrol, new_secret
    from halfsky.actions.users import named

    ma = viewer(house, "ma", "office", GUIGANG)
    secret = new_secret()
    wrong = f"{(int(code_at(secret, NOW)) + 1) % 1_000_000:06}"
    for code in (wrong, "", "12345", "abcdef", "１２３４５６"):
        if code_at(secret, NOW + dt.timedelta(seconds=30)) == code or code_at(secret, NOW - dt.timedelta(30)) == code:
            continue
        assert number(lambda code=code: enrol(house, ma, secret, code)) == "400.706"
    assert named("ma").factor == ""


def test_the_secret_is_sealed_and_recovery_codes_are_digests(house: House) -> None:
    from halfsky.actions.users import named
    from halfsky.store.models import LogEntry
    from halfsky.store.sealing import unseal_text

    _, secret, codes = enrolled(house)
    user = named("ma")
    assert secret not in user.factor
    assert unseal_text(house.folder, f"user.factor.{user.pk}", user.factor) == secret
    assert len(codes) == len(set(codes)) == 10
    assert not [c for c in codes if c.replace("-", "") in str(user.recovery)]
    assert not LogEntry.objects.filter(detail_json__contains=secret).exists()


def test_a_sealed_secret_of_one_user_does_not_open_for_another(house: House) -> None:
    from halfsky.actions.users import named
    from halfsky.store.models import User

    _, secret, _ = enrolled(house)
    viewer(house, "li", "office", GUIGANG)
    User.objects.filter(username="li").update(factor=named("ma").factor)
    later(house, 60)
    assert proves(house, "000000", "li") == "503.700"
    assert secret


def test_without_the_key_nothing_opens_and_it_says_so(house: House) -> None:
    enrolled(house)
    house.folder.accounts_key.unlink()
    later(house, 60)
    assert proves(house, "000000") == "503.700"


def test_a_recovery_code_works_once(house: House) -> None:
    from halfsky.actions.users import named

    _, _, codes = enrolled(house)
    assert proves(house, codes[3].upper()) == "in"
    assert len(named("ma").recovery) == 9
    assert proves(house, codes[3]) == "400.706"
    assert proves(house, codes[4].replace("-", "")) == "in"


def test_fresh_codes_make_the_old_ones_void(house: House) -> None:
    from halfsky.actions.factors import renew_codes

    ma, _, codes = enrolled(house)
    fresh = renew_codes(house, ma)
    assert proves(house, codes[0]) == "400.706"
    assert proves(house, fresh[0]) == "in"
    li = viewer(house, "li", "office", GUIGANG)
    assert number(lambda: renew_codes(house, li)) == "409.701"
    assert number(lambda: renew_codes(house, Viewer())) == "401.10"


def test_wrong_codes_lock_as_wrong_passwords_do(house: House) -> None:
    _, secret, _ = enrolled(house)
    now = later(house, 60)
    wrong = f"{(int(code_at(secret, now)) + 500_000) % 1_000_000:06}"
    for _ in range(5):
        assert proves(house, wrong) == "400.706"
    assert proves(house, code_at(secret, now)) == "429.700"
    assert tried(house, "ma", PASSWORD) == "429.700"


def test_the_manager_takes_a_lost_factor_away_and_strangers_do_not(house: House, admin: Viewer) -> None:
    from halfsky.actions.factors import drop
    from halfsky.actions.users import named

    ma, _, _ = enrolled(house)
    li = viewer(house, "li", "office", GUIGANG)
    assert number(lambda: drop(house, li, "ma")) == "403.10"
    drop(house, admin, "ma")
    user = named("ma")
    assert (user.factor, user.recovery) == ("", [])
    assert number(lambda: drop(house, ma, "ma")) == "409.701"


def test_a_house_says_which_roles_must(house: House) -> None:
    from halfsky.queries import places

    guigang, day = places.place(house, GUIGANG), house.today()
    rules = AccountRules(second_factor=("admin", "auditor"))
    assert rules.must_prove([Grant("auditor", guigang)], day)
    assert not rules.must_prove([Grant("office", guigang)], day)
    assert not rules.must_prove([Grant("auditor", guigang, until=day - dt.timedelta(1))], day)


@pytest.mark.parametrize("raw", [{"second_factor": ["king"]}, {"lock_after": 0}, {"password_length": 4}, {"x": 1}])
def test_odd_settings_are_refused(house: House, raw: dict[str, object]) -> None:
    import json

    path = house.folder.settings_file
    path.write_text(json.dumps({**json.loads(path.read_text()), "accounts": raw}), "utf-8")
    assert number(lambda: house.settings) == "400.500"
