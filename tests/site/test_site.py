"""The site: settings of one house, one house after another in a process, static files from the package manager."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from halfsky.store.house import House
from tests.houses import make, open_copy

SETTINGS = """
import json, sys
from halfsky.site import settings as s
names = (
    "ALLOWED_HOSTS", "TIME_ZONE", "SESSION_COOKIE_SECURE", "CSRF_TRUSTED_ORIGINS", "SECRET_KEY", "DEBUG", "DATABASES",
    "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE", "CONTENT_SECURITY_POLICY",
)
json.dump({n: getattr(s, n) for n in names}, sys.stdout, default=str)
"""


def settings_of(house: Path | None) -> dict[str, object]:
    """Django's settings as a fresh process reads them."""
    environment = {k: v for k, v in os.environ.items() if k not in ("HALFSKY_HOUSE", "DJANGO_SETTINGS_MODULE")}
    if house is not None:
        environment["HALFSKY_HOUSE"] = str(house)
    done = subprocess.run([sys.executable, "-c", SETTINGS], env=environment, capture_output=True, text=True, check=True)
    read: dict[str, object] = json.loads(done.stdout)
    return read


def test_a_house_s_own_settings_are_django_s(house: House) -> None:
    own = {"time_zone": "Asia/Urumqi", "allowed_hosts": ["liangang.example"], "https": True}
    house.folder.settings_file.write_text(json.dumps(own), "utf-8")
    found = settings_of(house.path)
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]", "liangang.example"]
    assert (found["TIME_ZONE"], found["SESSION_COOKIE_SECURE"]) == ("Asia/Urumqi", True)
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://liangang.example"]
    assert found["SECRET_KEY"] == house.folder.secret_key.read_text().strip()


def test_what_holds_for_every_house(house: House) -> None:
    found = settings_of(house.path)
    assert found["DEBUG"] is False
    assert found["SESSION_COOKIE_HTTPONLY"] is True
    assert {found["SESSION_COOKIE_SAMESITE"], found["CSRF_COOKIE_SAMESITE"]} == {"Lax"}
    policy = found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]  # type: ignore[index]
    assert policy["default-src"] == ["'self'"]
    # Nothing but this house itself, pictures in the page, and scripts that carry the answer's own mark.
    words = {word for words in policy.values() for word in words}
    assert words == {"'self'", "'none'", "data:", "csp.constants.NONCE"}


def test_the_address_of_a_database_is_taken_as_it_is_written(house: House) -> None:
    address = "postgresql://anna:p%40ss@db.example:6543/women?sslmode=require"
    house.folder.settings_file.write_text(json.dumps({"database": address}), "utf-8")
    found = settings_of(house.path)["DATABASES"]["default"]  # type: ignore[index]
    assert found["ENGINE"] == "django.db.backends.postgresql"
    named = {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert named == {"NAME": "women", "USER": "anna", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "6543"}
    assert found["OPTIONS"]["sslmode"] == "require"


def test_without_a_house_a_key_is_made_up_each_time() -> None:
    assert settings_of(None)["SECRET_KEY"] != settings_of(None)["SECRET_KEY"]


def test_opening_a_second_house_turns_everything_to_it(house: House, tmp_path: Path) -> None:
    from django.conf import settings

    from halfsky.store.house import opened
    from halfsky.store.models import User

    make(tmp_path / "second", ("indicators-cn",))
    second = open_copy(tmp_path / "second")
    assert opened() is second
    assert list(second.content.plans) == []
    assert second.folder.secret_key.read_text().strip() == settings.SECRET_KEY
    User.objects.create(username="only-here", name="x")
    first = open_copy(house.path)
    assert opened() is first
    assert not User.objects.filter(username="only-here").exists()
    assert "women-2021" in first.content.plans


def test_only_the_named_files_of_other_packages_are_served(house: House) -> None:
    from django.contrib.staticfiles import finders

    from halfsky.site.vendor import VendorFinder

    found = [name for name, _ in VendorFinder().list([])]
    assert found == ["vendor/echarts/echarts.min.js", "vendor/htmx.org/htmx.min.js"]
    for name in found:
        path = finders.find(name)
        assert path is not None and Path(path).stat().st_size > 10_000
    assert finders.find("vendor/echarts/package.json") is None
    assert finders.find("vendor/../package.json") is None


def test_the_tables_are_those_of_the_migrations(house: House) -> None:
    """A model that changed without its migration would fail on the next upgrade."""
    from django.core.management import call_command

    from halfsky.store.tables import up_to_date

    assert up_to_date()
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_django_finds_nothing_to_complain_of(house: House) -> None:
    from django.core.management import call_command

    call_command("check", fail_level="WARNING")
