"""The entry point `halfsky`: finds the command that was named and runs it."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

import halfsky
from halfsky.cli import Command

# Every command of `halfsky`, in the order in which --help lists them: import the module, add it here.
COMMANDS: tuple[Command, ...] = ()


def parser(commands: Sequence[Command] = COMMANDS) -> ArgumentParser:
    """The parser of the whole command line; each command's `run` is set as the default `run`."""
    top = ArgumentParser(
        prog="halfsky",
        description="妇女儿童发展规划的监测评估。 Monitoring and assessing development plans for women and children.",
    )
    top.add_argument("--version", action="version", version=f"halfsky {halfsky.__version__}")
    subparsers = top.add_subparsers(title="命令 commands", metavar="命令 COMMAND")
    for command in commands:
        command.add(subparsers).set_defaults(run=command.run)
    return top


def main(argv: Sequence[str] | None = None, commands: Sequence[Command] = COMMANDS) -> int:
    """Run one command and return its exit code; without a command, print the help as an error (2)."""
    top = parser(commands)
    args = top.parse_args(argv)
    if "run" not in args:
        top.print_help(sys.stderr)
        return 2
    code: int = args.run(args)
    return code
