"""Tokens: what a program may do in a user's name. A token never gives more than the user holds, nor than its scopes.

A scope is a bundle of permissions. A token's viewer is its user with every grant narrowed to the token's scopes, so
that actions and queries ask what they always ask and need not know of tokens.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from halfsky.kernel.access import (
    ACCEPT_FORMS,
    FILL_BELOW,
    FILL_FORMS,
    KEEP_RECORDS,
    OPEN_ROUNDS,
    READ_RECORDS,
    READ_SHEETS,
    REVIEW_FORMS,
    REVIEW_RECORDS,
    SEE_FIGURES,
    Permission,
    Viewer,
)
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.text import Text

BAD_NAME = problem(
    "400.804",
    ("令牌名称为空或太长。", "The token has no name, or one that is too long."),
    ("用1—{most}个字写明给哪个系统用。", "Say in 1 to {most} characters which system it is for."),
)
BAD_SCOPE = problem(
    "400.805",
    ("没有范围“{came}”，或没有选择范围。", "There is no scope “{came}”, or none was chosen."),
    ("可选：{known}。", "Choose of: {known}."),
)
BAD_DAYS = problem(
    "400.806",
    ("有效天数“{came}”不对。", "The number of days “{came}” is wrong."),
    ("请填1到{most}之间的整数。", "Write a whole number from 1 to {most}."),
)
MISSING_SCOPE = problem(
    "403.800",
    ("令牌没有“{scope}”范围。", "The token lacks the scope {scope}."),
    ("请另建一个含有该范围的令牌。", "Make another token that has it."),
)
USUAL_DAYS, MOST_DAYS, LONGEST_NAME = 90, 366, 80


@dataclass(frozen=True, slots=True)
class TokenScope:
    """What a token is for; `permissions` are the rights that it lets through."""

    code: str
    label: Text
    permissions: frozenset[str]


LEDGERS = (KEEP_RECORDS, READ_RECORDS, REVIEW_RECORDS)


def _scope(code: str, zh: str, en: str, *permissions: Permission) -> TokenScope:
    return TokenScope(code, Text(zh, en), frozenset(p.code for p in permissions))


SCOPES: dict[str, TokenScope] = {
    s.code: s
    for s in (
        _scope("read", "查看指标和已验收的数据", "read figures and what is accepted", SEE_FIGURES, READ_SHEETS),
        _scope("fill", "填报", "fill in and hand in sheets", FILL_FORMS, FILL_BELOW),
        _scope("review", "会审、验收、更正", "review, accept and correct sheets", REVIEW_FORMS, ACCEPT_FORMS),
        _scope("ledgers", "登记和查看台账（不含个人信息）", "keep and read records, nothing of persons", *LEDGERS),
        _scope("manage", "布置、催报、延期、截止、定稿", "open, extend, close and freeze rounds", OPEN_ROUNDS),
    )
}


def demand_sound(name: str, scopes: Collection[str], days: int) -> None:
    """Refuse a token that would be nameless, for nothing, or without end; all complaints at once."""
    complaints: list[Refusal] = []
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        complaints.append(BAD_NAME.at("name", most=LONGEST_NAME))
    unknown = [code for code in scopes if code not in SCOPES]
    if unknown or not scopes:
        complaints.append(BAD_SCOPE.at("scopes", came="、".join(unknown), known="、".join(SCOPES)))
    if not 1 <= days <= MOST_DAYS:
        complaints.append(BAD_DAYS.at("days", came=days, most=MOST_DAYS))
    if complaints:
        raise Refused(complaints)


def narrowed(viewer: Viewer, scopes: Iterable[str], token: int) -> Viewer:
    """The viewer that a token is: its user with no more rights than the scopes let through."""
    through = frozenset(p for code in scopes if code in SCOPES for p in SCOPES[code].permissions)
    return replace(viewer, grants=tuple(replace(g, only=through) for g in viewer.grants), token=token)


def runs_out(now: dt.datetime, days: int) -> dt.datetime:
    """Until when a token is good that is made now."""
    return now + dt.timedelta(days=days)
