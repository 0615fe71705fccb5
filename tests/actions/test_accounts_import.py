"""Accounts in bulk: all complaints at once, all or none, passwords handed out once."""

from __future__ import annotations

import datetime as dt
import io
import time
from pathlib import Path

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.actions.test_accounts_locks import BEIJING, GUANGXI, GUIGANG, number, tried
from tests.houses import NOW, viewer

HEAD = "用户名,姓名,角色,单位,区划,任期"


def table(tmp_path: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    path = tmp_path / "账号.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding)
    return path


def opened_book(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_accounts_come_with_roles_terms_and_passwords_that_work(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.account_import import hand_out, import_accounts
    from halfsky.actions.users import named
    from halfsky.store.models import GrantRow, LogEntry

    path = table(
        tmp_path,
        "wei,韦明,成员单位联络员,卫生健康,450800000000,2026-01-01至2027-12-31",
        "li,李红,妇儿工委办,,贵港市,",
        "li,李红,领导,,450800000000,至2026-12-31",
        encoding="gb18030",
    )
    done = import_accounts(house, admin, path)
    assert (done.accounts, done.roles) == (2, 3)
    grants = GrantRow.objects.filter(user__username="wei").values_list("role", "agency", "since", "until")
    assert list(grants) == [("liaison", "health", dt.date(2026, 1, 1), dt.date(2027, 12, 31))]
    entry = LogEntry.objects.order_by("-position")[0]
    assert (entry.action, entry.subject, entry.detail["accounts"]) == ("users.import", "450800000000 账号.csv", 2)
    rows = opened_book(hand_out(house, admin, done.handout))[2:]
    assert [row[:2] for row in rows] == [["wei", "韦明"], ["li", "李红"]]
    for username, _, password, _ in rows:
        assert tried(house, username, password) == "in"
        assert named(username).must_change


def test_the_passwords_are_handed_out_once_to_who_made_them_within_a_day(
    house: House, admin: Viewer, tmp_path: Path
) -> None:
    from halfsky.actions.account_import import hand_out, import_accounts, sweep, waiting
    from halfsky.store.models import Handout

    other = viewer(house, "other", "admin", "000000000000")
    first = import_accounts(house, admin, table(tmp_path, "a1,甲,领导,,450800000000,")).handout
    assert waiting(house, admin) == ((first, 1),)
    assert number(lambda: hand_out(house, other, first)) == "410.701"
    assert b"xl/worksheets" not in bytes(Handout.objects.get(pk=first).sealed)
    assert hand_out(house, admin, first).startswith(b"PK")
    assert number(lambda: hand_out(house, admin, first)) == "410.701"
    second = import_accounts(house, admin, table(tmp_path, "a2,乙,领导,,450800000000,")).handout
    house.clock = lambda: NOW + dt.timedelta(days=1, seconds=1)
    assert number(lambda: hand_out(house, admin, second)) == "410.701"
    sweep(house)
    assert not Handout.objects.exists()


def test_every_complaint_is_told_at_once_and_nothing_is_kept(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.account_import import import_accounts
    from halfsky.store.models import GrantRow, User

    before = User.objects.count(), GrantRow.objects.count()
    path = table(
        tmp_path,
        "good,好的,领导,,450800000000,",
        "wei,韦明,国王,卫健,459900000000,明年",
        "wei,韦明,成员单位联络员,,450800000000,",
        "li,李红,领导,,450800000000,2027-01-01至2026-01-01",
        "li,李洪,妇儿工委办,,450800000000,",
        "two words,某某,领导,,450800000000,",
        "admin,管理,领导,,450800000000,",
        "good,好的,领导,,450800000000,",
        "x9,,领导,,450800000000,",
    )
    with pytest.raises(Refused) as refused:
        import_accounts(house, admin, path)
    told = [(r.where, r.number) for r in refused.value.refusals]
    assert told == [
        ("账号.csv:3 (角色)", "404.560"),
        ("账号.csv:3 (单位)", "404.561"),
        ("账号.csv:3 (任期)", "400.700"),
        ("账号.csv:3 (区划)", "404.510"),
        ("账号.csv:4 (单位)", "400.713"),
        ("账号.csv:5 (任期)", "400.701"),
        ("账号.csv:7 (用户名)", "400.560"),
        ("账号.csv:8 (用户名)", "409.560"),
        ("账号.csv:9", "400.712"),
        ("账号.csv:10 (姓名)", "400.715"),
    ]
    assert (User.objects.count(), GrantRow.objects.count()) == before


def test_one_name_for_one_person(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.account_import import import_accounts

    path = table(tmp_path, "li,李红,领导,,450800000000,", "li,李洪,妇儿工委办,,450800000000,")
    with pytest.raises(Refused) as refused:
        import_accounts(house, admin, path)
    assert [(r.where, r.number) for r in refused.value.refusals] == [("账号.csv:3 (姓名)", "400.711")]


def test_a_local_manager_imports_for_her_own_places_alone(house: House, tmp_path: Path) -> None:
    from halfsky.actions.account_import import import_accounts
    from halfsky.store.models import User

    local = viewer(house, "local", "admin", GUANGXI)
    office = viewer(house, "office", "office", GUANGXI)
    path = table(tmp_path, f"a1,甲,领导,,{GUIGANG},", f"a2,乙,领导,,{BEIJING},")
    with pytest.raises(Refused) as refused:
        import_accounts(house, local, path)
    assert [(r.number, "账号.csv:3" in r.where) for r in refused.value.refusals] == [("403.10", True)]
    assert number(lambda: import_accounts(house, office, path)) == "403.10"
    assert number(lambda: import_accounts(house, Viewer(), path)) == "401.10"
    assert not User.objects.filter(username__in=("a1", "a2")).exists()
    assert import_accounts(house, local, table(tmp_path, f"a1,甲,领导,,{GUIGANG},")).accounts == 1


def test_an_empty_table_and_one_without_headings_are_refused(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.account_import import import_accounts

    assert number(lambda: import_accounts(house, admin, table(tmp_path))) == "400.709"
    assert number(lambda: import_accounts(house, admin, table(tmp_path, "x", head="姓名"))) == "400.503"


def test_the_template_is_read_back_once_it_is_filled_in(house: House, admin: Viewer, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from halfsky.actions.account_import import account_template, import_accounts

    book = load_workbook(io.BytesIO(account_template(house, admin)))
    sheet = book.worksheets[0]
    for at, text in enumerate(("zhou", "周一", "统计局", "", "450800000000", "2026-01-01起", "0775-1234567"), 1):
        sheet.cell(2, at, text)
    path = tmp_path / "filled.xlsx"
    book.save(path)
    assert import_accounts(house, admin, path).accounts == 1
    assert number(lambda: account_template(house, viewer(house, "li", "leader", GUIGANG))) == "403.10"


def test_a_name_that_looks_like_a_formula_stays_a_text(house: House, admin: Viewer, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from halfsky.actions.account_import import hand_out, import_accounts

    done = import_accounts(house, admin, table(tmp_path, "a1,=1+1,领导,,450800000000,"))
    sheet = load_workbook(io.BytesIO(hand_out(house, admin, done.handout))).worksheets[0]
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=1+1", "s")


def test_two_thousand_accounts_come_in_seconds(house: House, admin: Viewer, tmp_path: Path) -> None:
    """With the real, slow password digest: a one-time password needs none of its slowness."""
    from django.test import override_settings

    from halfsky.actions.account_import import import_accounts

    path = table(tmp_path, *(f"u{i},用户{i},领导,,450800000000," for i in range(2000)))
    began = time.monotonic()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        assert import_accounts(house, admin, path).accounts == 2000
    assert time.monotonic() - began < 30
