"""The commands that make, feed, check and keep a house: what they print, and with which exit code they end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from halfsky.store.folder import HouseSettings
from halfsky.store.house import House
from tests.cli.commands import Run
from tests.databases import database_words, on_postgresql
from tests.demonstration import demo_at, said_when_built
from tests.houses import PASSWORD, open_copy

HEAD = "指标编码,区划代码,区划名称,年份,数值,单位,来源\n"


@pytest.fixture
def values(tmp_path: Path) -> Path:
    path = tmp_path / "values.csv"
    path.write_bytes(
        (HEAD + "W1.02,450800000000,贵港市,2015,9.5,1/10万,更正\nmmr,4508,贵港市,2019,9.8,1/10万,公报\n").encode("gbk")
    )
    return path


@pytest.mark.database
def test_new_makes_a_house_and_shows_a_generated_password_once(run: Run, tmp_path: Path) -> None:
    done = run("new", tmp_path / "h", *database_words())
    assert done.code == 0
    password = re.search(r"密码（只显示这一次）：(\S+)", done.out)
    assert password
    from django.contrib.auth import authenticate

    assert authenticate(username="admin", password=password[1]) is not None
    kept = [p for p in (tmp_path / "h").rglob("*") if p.is_file() and password[1].encode() in p.read_bytes()]
    assert kept == []
    again = run("new", tmp_path / "h")
    assert (again.code, again.out) == (1, "")
    assert "409.510" in again.err


@pytest.mark.database
def test_new_takes_the_password_from_a_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from halfsky.actions import houses

    made: dict[str, object] = {}

    def new(path: Path, open_house: object, **rest: object) -> None:
        made.update(rest)
        raise SystemExit(0)

    monkeypatch.setattr(houses, "new", new)
    (tmp_path / "pw").write_text(f"{PASSWORD}\n", "utf-8")
    run("new", tmp_path / "h", "--admin", "chef", "--password-file", tmp_path / "pw")
    settings = made.pop("settings")
    assert made == {"admin": "chef", "password": PASSWORD}
    assert isinstance(settings, HouseSettings) and settings.database is None
    assert run("new", tmp_path / "h", "--password-file", tmp_path / "none").code == 2


def test_import_check_then_import(run: Run, house: House, values: Path) -> None:
    check = run("import", "values", values, "--house", house.path, "--check")
    assert check.code == 0
    assert "mmr 贵港市 2015: 9.4 (pack:guigang-2015) → 9.5 1/10万" in check.out
    assert "将新增1，更改1，不变0" in check.out
    done = json.loads(run("import", "values", values, "--house", house.path, "--json").out)
    assert (done["added"], done["changed"], done["unchanged"], done["check"]) == (1, 1, 0, False)
    assert {r["before"] for r in done["rows"]} == {"", "9.4"}
    again = json.loads(run("import", "values", values, "--house", house.path, "--json").out)
    assert (again["unchanged"], again["rows"], again["position"]) == (2, [], None)


def test_every_complaint_is_a_line_on_stderr(run: Run, house: House, values: Path) -> None:
    text = values.read_bytes().decode("gbk")
    values.write_text(text.replace("9.5", "很低").replace("公报", "公报\nmmr,4.508E+11,,2019,1,%,x"), "utf-8")
    done = run("import", "values", values, "--house", house.path)
    assert (done.code, done.out) == (1, "")
    lines = done.err.splitlines()
    assert [re.search(r"\[([\d.]+)\]$", line)[1] for line in lines] == ["400.10", "400.11", "400.545"]  # type: ignore[index]
    assert lines[0].startswith("values.csv:2 (数值)：“很低”不是数字。")


def test_complaints_as_one_json_object(run: Run, house: House, values: Path) -> None:
    values.write_text(HEAD + "nothing,4508,,2019,1,%,x\n", "utf-8")
    done = run("import", "values", values, "--house", house.path, "--json")
    assert done.code == 1
    (refusal,) = json.loads(done.err)["refusals"]
    assert (refusal["number"], refusal["where"]) == ("404.11", "values.csv:2 (指标编码)")
    assert refusal["says"]["en"] == "There is no indicator “nothing”."


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import", "values", "none.csv", "--house", "HOUSE"), 2),
        (("import", "values", "x.csv"), 2),
        (("import", "figures", "x.csv", "--house", "HOUSE"), 2),
        (("audit", "verify", "--house", "no-house"), 2),
        (("places", "search", "x", "--house", "HOUSE", "--user", "nobody"), 2),
        (("user", "add", "wei", "--role", "king", "--at", "45", "--house", "HOUSE"), 2),
        (("user", "add", "admin", "--role", "office", "--at", "45", "--house", "HOUSE"), 1),
    ],
)
def test_a_wrong_request_ends_with_2_a_refused_one_with_1(
    run: Run, house: House, words: tuple[str, ...], code: int
) -> None:
    done = run(*(house.path if w == "HOUSE" else w for w in words))
    assert done.out == ""
    assert done.err
    assert done.code == code


def test_the_language_of_messages_can_be_chosen(run: Run, house: House) -> None:
    done = run("audit", "verify", "--house", house.path, "--lang", "en")
    assert re.fullmatch(r"The log is whole: \d+ entries\.\n", done.out)
    assert run("--lang", "en", "audit", "verify", "--house", house.path).out == done.out
    both = run("--lang", "en", "audit", "verify", "--house", house.path, "--lang", "zh")
    assert both.out.startswith("日志完整")
    refused = run("audit", "verify", "--house", house.path / "none", "--lang", "en")
    assert "is not a house of Halfsky" in refused.err


def test_places_are_imported_and_found(run: Run, house: House, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes("代码,名称\n450881104000,木乐镇\n450881104201,木乐村\n".encode("gbk"))
    done = json.loads(run("places", "import", path, "--house", house.path, "--json").out)
    assert done == {"places": 2, "added": 2, "changed": 0, "unchanged": 0, "repeats": 0}
    found = run("places", "search", "木乐", "--house", house.path).out.splitlines()
    assert found == [
        "450881104000  乡镇级  广西壮族自治区 › 贵港市 › 桂平市 › 木乐镇",
        "450881104201  村级  广西壮族自治区 › 贵港市 › 桂平市 › 木乐镇 › 木乐村",
    ]
    rows = json.loads(run("places", "search", "450881", "--house", house.path, "--json").out)["places"]
    assert [r["code"] for r in rows] == ["450881000000", "450881104000", "450881104201"]


def test_a_search_that_finds_no_place_says_what_else_to_try(run: Run, house: House) -> None:
    done = run("places", "search", "没有这个地方", "--house", house.path)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("没有名称或代码含“没有这个地方”的区划。请")
    as_data = run("places", "search", "没有这个地方", "--house", house.path, "--json")
    assert (as_data.code, json.loads(as_data.out), as_data.err) == (1, {"places": []}, "")


def test_users_are_added_listed_and_switched_off(run: Run, house: House, tmp_path: Path) -> None:
    (tmp_path / "pw").write_text(PASSWORD, "utf-8")
    words = ("user", "add", "wei", "--role", "office", "--at", "4508", "--password-file", tmp_path / "pw")
    assert run(*words, "--house", house.path).code == 0
    granted = run(
        "user", "grant", "wei", "--role", "leader", "--at", "45", "--until", "2026-12-31", "--house", house.path
    )
    assert granted.code == 0
    users = json.loads(run("user", "list", "--house", house.path, "--json").out)["users"]
    assert users[1]["grants"] == [
        {"role": "office", "place": "450800000000", "agency": "", "until": ""},
        {"role": "leader", "place": "450000000000", "agency": "", "until": "2026-12-31"},
    ]
    made = json.loads(run("user", "password", "wei", "--house", house.path, "--json").out)
    from django.contrib.auth import authenticate

    assert authenticate(username="wei", password=made["password"]) is not None
    assert run("user", "off", "wei", "--house", house.path).code == 0
    assert "（已停用）" in run("user", "list", "--house", house.path).out


def test_whoever_a_command_acts_for_needs_the_right(run: Run, house: House, values: Path) -> None:
    for word in ("leader", "office"):
        run("user", "add", word, "--role", word, "--at", "4508", "--house", house.path)
    refused = run("import", "values", values, "--house", house.path, "--user", "leader")
    assert refused.code == 1 and "403.10" in refused.err
    assert run("import", "values", values, "--house", house.path, "--user", "office").code == 0
    refused = run("backup", house.path, values.with_name("b.tar.gz"), "--user", "office")
    assert refused.code == 1 and "403.10" in refused.err


def test_audit_names_the_first_broken_entry(run: Run, house: House) -> None:
    from django.db import connection

    whole = json.loads(run("audit", "verify", "--house", house.path, "--json").out)
    assert whole["ok"] and whole["broken"] is None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE log_entry SET \"user\" = 'nobody' WHERE position >= 3")
    done = run("audit", "verify", "--house", house.path)
    assert done.code == 1
    assert done.err.startswith("第3条与其封印不符")
    broken = json.loads(run("audit", "verify", "--house", house.path, "--json").out)
    assert (broken["ok"], broken["broken"]["position"], broken["broken"]["kind"]) == (False, 3, "altered")


def test_audit_says_that_the_log_is_gone(run: Run, house: House) -> None:
    from django.db import connection

    from halfsky.store.models import FollowUp

    FollowUp.objects.all().delete()  # the database would not let go of an entry that something points at
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE log_entry" + (" CASCADE" if on_postgresql() else ""))
    done = run("audit", "verify", "--house", house.path)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("操作日志的表不见了")
    broken = json.loads(run("audit", "verify", "--house", house.path, "--json").out)
    assert (broken["ok"], broken["entries"], broken["broken"]["kind"]) == (False, 0, "gone")


def test_backup_and_restore(run: Run, house: House, tmp_path: Path) -> None:
    plain, keyed = tmp_path / "plain.tar.gz", tmp_path / "keyed.tar.gz"
    said = run("backup", house.path, plain)
    assert said.code == 0 and "密钥不在备份中" in said.out
    shape = json.loads(run("backup", house.path, keyed, "--with-keys", "--json").out)
    assert shape["keys"] and shape["size"] == keyed.stat().st_size
    done = run("restore", plain, tmp_path / "a", "--json", *database_words())
    assert done.code == 0 and "没有原来的日志密钥" in done.err
    assert json.loads(done.out)["verified"] is False
    done = run("restore", keyed, tmp_path / "b", "--json", *database_words())
    assert (done.err, json.loads(done.out)["verified"]) == ("", True)
    assert run("audit", "verify", "--house", tmp_path / "b").code == 0
    assert run("restore", keyed, tmp_path / "b").code == 1


def test_the_demonstration_is_built_once_and_keeps_its_passwords(run: Run, tmp_path: Path, demo_template: Path) -> None:
    built = said_when_built(demo_template)
    demo = demo_at(tmp_path / "demo", demo_template)
    open_copy(demo)
    from django.contrib.auth.hashers import check_password
    from django.test import override_settings

    from halfsky.store.head import head
    from halfsky.store.models import User

    before = head()
    assert {(a["role"], a["place"]) for a in built["accounts"]} >= {
        ("leader", "990100000000"), ("office", "990100000000"), ("liaison", "990100000000"),
        ("office", "000000000000"), ("office", "450800000000"),
    }  # fmt: skip
    assert len({a["password"] for a in built["accounts"]}) == len(built["accounts"])
    again = json.loads(run("demo", demo, "--no-serve", "--json").out)
    assert (again["accounts"], head()) == (built["accounts"], before)
    # It was built as people build it, with the digests of the product, not with those of tests.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        for account in built["accounts"]:
            kept = User.objects.get(username=account["user"], is_active=True, one_time_until=None)
            assert check_password(account["password"], kept.password)
    assert oct((demo / "demo-accounts.txt").stat().st_mode & 0o777) == "0o600"


def test_a_house_is_no_demonstration(run: Run, house: House) -> None:
    refused = run("demo", house.path, "--no-serve")
    assert refused.code == 1 and "409.520" in refused.err


def test_work_does_what_waits_and_ends(run: Run, house: House) -> None:
    from halfsky.actions.documents import request_report
    from halfsky.store.models import Document
    from tests.houses import admin_of

    request_report(house, admin_of(house), "children-2021", "000000000000", 2024)
    assert run("work", house.path, "--once").code == 0
    assert Document.objects.count() == 1
