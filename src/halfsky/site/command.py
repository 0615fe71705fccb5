"""The command `halfsky`: the command line, told how to open a house."""

from collections.abc import Sequence

from halfsky.cli.main import COMMANDS
from halfsky.cli.main import main as command_line
from halfsky.site.wiring import open_house, set_up


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return command_line(argv, COMMANDS, open_house, set_up)
