"""Rules of the repository itself: what it may hold, and what it must not."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "halfsky"
LOCKS = ("requirements.txt", "requirements-dev.txt", "tools/bench.txt", "tools/uv.txt", "tools/node.txt")

# Put together from parts, so that this file holds none of what it looks for.
HOSTS = (
    r"py" + r"pi\.(org|python\.org)",
    r"python" + r"hosted\.org",
    r"npm" + r"js\.(org|com)",
    r"npm" + r"mirror\.com",
    r"deb\." + r"debian\.org",
)
FOLDERS = (
    "wor" + "k/",
    "far" + "m/",
    "roo" + "t/",
    "tmp/" + "team",
    "tmp/" + "studio",
    "opt/" + "wheels",
    "opt/" + "pypi",
)
LEAK = re.compile("|".join((*HOSTS, r"(?<![\w.}*])/(" + "|".join(FOLDERS) + ")")))

# Python files that may be longer than the limit, because each is one table or catalogue: path → what it lists.
LONGEST = 500
LONG_BY_NATURE: dict[str, str] = {}

# Layers that the import contract names with a wildcard, which leaves out the package's own `__init__.py`.
WITHOUT_DJANGO = ("documents", "engine", "exchange", "notify", "packs")


def tracked_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def imports(path: Path) -> Iterator[str]:
    """The top-level names of all that a file imports, wherever in the file; relative imports stay in the package."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def locked(path: str) -> list[str]:
    """The requirements of a lock with their continued lines joined and comments left out."""
    joined = (ROOT / path).read_text("utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("text", ["https://" + "pypi" + ".org/simple", "cd /wor" + "k/main", "'/tmp/" + "team/x'"])
def test_the_pattern_of_leaks_finds_them(text: str) -> None:
    assert LEAK.search(text)


@pytest.mark.parametrize("text", ["src/halfsky/network/", "halfsky work DIR", "/srv/halfsky", "homework/x"])
def test_the_pattern_of_leaks_lets_other_text_pass(text: str) -> None:
    assert not LEAK.search(text)


def test_no_tracked_file_names_a_registry_host_or_a_machine_path() -> None:
    found = []
    for path in tracked_files():
        # Names are ASCII, so they are found in any encoding that the text may have (test data comes in GBK, too).
        for number, line in enumerate(path.read_bytes().decode("latin-1").splitlines(), 1):
            if hit := LEAK.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {hit.group()}")
    assert not found


def test_no_python_file_is_long_unless_it_is_a_table() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in PACKAGE.rglob("*.py")
    }
    assert {path for path, length in lengths.items() if length > LONGEST} == set(LONG_BY_NATURE)


def test_the_kernel_imports_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"halfsky"}
    foreign = {
        f"{path.name}: {name}"
        for path in (PACKAGE / "kernel").rglob("*.py")
        for name in imports(path)
        if name not in allowed
    }
    assert not foreign


@pytest.mark.parametrize("layer", WITHOUT_DJANGO)
def test_no_package_below_the_store_opens_with_django(layer: str) -> None:
    start = PACKAGE / layer / "__init__.py"
    assert not start.exists() or not {name for name in imports(start) if name.startswith("django")}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_is_exact_and_hashed(lock: str) -> None:
    lines = locked(lock)
    assert lines
    assert [line.split()[0] for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for wanted, lock in (
        (project["project"]["dependencies"], "requirements.txt"),
        (project["dependency-groups"]["dev"], "requirements-dev.txt"),
        (project["dependency-groups"]["bench"], "tools/bench.txt"),
    ):
        pins = dict(line.split()[0].split("==") for line in locked(lock))
        for requirement in map(Requirement, wanted):
            pin = pins.get(canonicalize_name(requirement.name))
            assert pin and requirement.specifier.contains(pin), f"{requirement} is not in {lock}: make lock"


def test_the_javascript_lock_holds_digests_and_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert '"integrity": "sha512-' in text
    assert '"resolved"' not in text
    assert "://" not in text
