"""The rows of the authorisation matrix that belong to accounts: name → (answers, address, form) for each case.

The user whom all these forms are about is the stray, who has no role: only who manages the top manages her. What the
administrator gets is what comes after the question whether she may: 302 done, 4xx unsound for this user.
"""

from __future__ import annotations

Answers = tuple[int | str, ...]
STRAY, NONE = 5, 999
ALL_IN: Answers = (200, 200, 200, 200, 200, "in")


def manager(last: int, out: int | str = 401) -> Answers:
    """Refused to everyone but the administrator."""
    return (403, 403, 403, 403, last, out)


def each(answer: int, out: int | str = 401) -> Answers:
    """The same for everyone who is signed in."""
    return (answer, answer, answer, answer, answer, out)


HER = {"number": STRAY}
HER_ROLE = {"number": STRAY, "grant": NONE}

Case = tuple[Answers, dict[str, object], dict[str, str] | None]
ACCOUNT_RULES: dict[str, list[Case]] = {
    "users": [(manager(200, "in"), {}, None)],
    "user_new": [(manager(200, "in"), {}, None), (manager(400), {}, {"username": "x"})],
    "users_import": [(manager(200, "in"), {}, None), (manager(400), {}, {})],
    "users_template": [(manager(200, "in"), {}, None)],
    "users_handout": [(each(410), {"number": NONE}, {}), (each(405, 405), {"number": NONE}, None)],
    "user_addresses": [(manager(404), {}, {"address": "192.0.2.1"}), (each(405, 405), {}, None)],
    "user": [((403, 403, 403, 403, 200, "in"), dict(HER), None)],
    "user_edit": [(manager(302), dict(HER), {"name": "stray"}), (each(405, 405), dict(HER), None)],
    "user_give": [(manager(404), dict(HER), {"role": "king", "place": "450800000000"})],
    "user_end": [(manager(404), dict(HER_ROLE), {}), (each(405, 405), dict(HER_ROLE), None)],
    "user_hand_over": [(manager(404), dict(HER_ROLE), {"successor": "owner"})],
    "user_reset": [(manager(200), dict(HER), {}), (each(405, 405), dict(HER), None)],
    "user_switch": [(manager(302), dict(HER), {"to": "on"})],
    "user_unlock": [(manager(404), dict(HER), {})],
    "user_factor": [(manager(409), dict(HER), {})],
    "user_sessions": [(manager(302), dict(HER), {"session": "all"})],
    "user_token_end": [
        (manager(404), {"number": STRAY, "token": NONE}, {}),
        (each(405, 405), {"number": STRAY, "token": NONE}, None),
    ],
    "user_unbind": [(manager(409), dict(HER), {})],
    "account": [(ALL_IN, {}, None)],
    "account_edit": [(each(302), {}, {"name": "", "phone": ""}), (each(405, 405), {}, None)],
    "account_factor": [(ALL_IN, {}, None)],
    "account_factor_off": [(each(400), {}, {"password": "wrong"})],
    "account_codes": [(each(400), {}, {"password": "wrong"})],
    "account_sessions": [(each(404), {}, {"session": str(NONE)})],
    "account_tokens": [(ALL_IN, {}, None), (each(400), {}, {"password": "wrong"})],
    "account_token_end": [(each(404), {"number": NONE}, {}), (each(405, 405), {"number": NONE}, None)],
    "account_lend": [(each(404), {"number": NONE}, {"to": "admin"})],
    "account_take_back": [(each(404), {"number": NONE}, {})],
    "cards": [(manager(200, "in"), {}, None), (manager(400), {}, {"place": "450800000000", "name": "x"})],
    "card_withdraw": [(manager(404), {"number": NONE}, {}), (each(405, 405), {"number": NONE}, None)],
    "card": [(each(410, 410), {"token": "no-such-card"}, None)],
    "sign_in": [((302, 302, 302, 302, 302, 200), {}, None)],
    "sign_in_second": [((302,) * 6, {}, None)],
    "provider": [((404,) * 6, {}, None)],
    "provider_back": [((404,) * 6, {}, None)],
    "sign_out": [((302,) * 6, {}, {}), ((405,) * 6, {}, None)],
    "password": [(ALL_IN, {}, None)],
}
