"""The command line: a face that turns arguments into actions and queries and prints what comes back.

Read `main.py` first: it holds the table of commands. A command is a module with `add` and `run`, as `Command` says.
"""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    Subparsers = _SubParsersAction[ArgumentParser]
else:
    Subparsers = _SubParsersAction


class Command(Protocol):
    """What the table in `main.py` expects of a module; heavy imports go inside `run`, so that --help stays quick."""

    def add(self, subparsers: Subparsers) -> ArgumentParser:
        """Register the command's name, help and arguments; return its parser."""

    def run(self, args: Namespace) -> int:
        """Do it; 0 when done, 1 when the answer is no, 2 when the request itself was wrong."""
