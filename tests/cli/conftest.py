"""The fixture `run` is there for every test of a command."""

from tests.cli.commands import run

__all__ = ["run"]
