"""The command line itself: what holds before any one command does its work."""

import subprocess
import sys
from argparse import ArgumentParser, Namespace

import pytest

import halfsky
from halfsky.cli import Subparsers
from halfsky.cli.main import main


class Echo:
    """A command as a table entry: takes a number and gives it back as its exit code."""

    def add(self, subparsers: Subparsers) -> ArgumentParser:
        parser = subparsers.add_parser("echo", help="回声 give back a number")
        parser.add_argument("number", type=int)
        return parser

    def run(self, args: Namespace) -> int:
        number: int = args.number
        return number


def test_a_command_in_the_table_is_listed_and_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["echo", "1"], [Echo()]) == 1
    with pytest.raises(SystemExit) as stop:
        main(["--help"], [Echo()])
    assert stop.value.code == 0
    assert "回声 give back a number" in capsys.readouterr().out


def test_without_a_command_the_help_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], [Echo()]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "echo" in output.err


def test_an_unknown_command_is_refused_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["nothing-of-the-kind"], [Echo()])
    assert stop.value.code == 2
    assert "nothing-of-the-kind" in capsys.readouterr().err


def test_the_version_is_printed_by_the_module_too() -> None:
    done = subprocess.run([sys.executable, "-m", "halfsky", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"halfsky {halfsky.__version__}"
