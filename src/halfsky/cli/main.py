"""The command line as a whole: finds the command that was named, runs it, and says a refusal on stderr."""

import os
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

import halfsky
from halfsky.cli import (
    Command,
    appraise,
    assess,
    audit,
    backup,
    bench,
    check_text,
    demo,
    engine,
    evaluate,
    explain,
    forms,
    import_,
    keys,
    league,
    new,
    packs,
    places,
    read,
    records,
    refresh,
    report,
    restore,
    rounds,
    serve,
    snapshot,
    token,
    trace,
    user,
    warnings,
    work,
    write,
    yearbook,
)
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import LANGS

# Every command of `halfsky`, in the order in which --help lists them: import the module, add it here.
COMMANDS: tuple[Command, ...] = (
    demo,
    new,
    serve,
    work,
    snapshot,
    import_,
    assess,
    explain,
    warnings,
    league,
    appraise,
    report,
    evaluate,
    write,
    yearbook,
    trace,
    refresh,
    read,
    check_text,
    forms,
    rounds,
    places,
    records,
    engine,
    user,
    token,
    packs,
    audit,
    keys,
    backup,
    restore,
    bench,
)
NOT_FOUND = 404
NO_ACCESS = problem(
    "503.581",
    ("文件或文件夹无法读写（{why}）。", "The file or folder cannot be read or written ({why})."),
    ("请检查路径、权限和磁盘空间。", "Check the path, the permissions and the space on the disk."),
)

NO_DATABASE = problem(
    "503.582",
    ("数据库无法使用（{why}）。", "The database cannot be used ({why})."),
    (
        "请检查数据库服务是否在运行，以及 house.json 中的地址。",
        "Check that its server runs, and the address in house.json.",
    ),
)


def no_house(*_: object) -> object:
    """What opens a house when nobody has said how; `halfsky.site.command` says it."""
    raise RuntimeError("no way to open a house was given")


def parser(commands: Sequence[Command], **defaults: Callable[..., object]) -> ArgumentParser:
    """The parser of the whole command line; each command's `run` is set as the default `run`."""
    top = ArgumentParser(
        prog="halfsky",
        description="妇女儿童发展规划的监测评估。 Monitoring and assessing development plans for women and children.",
    )
    top.add_argument("--version", action="version", version=f"halfsky {halfsky.__version__}")
    top.set_defaults(**defaults)
    top.add_argument("--lang", choices=LANGS, help="提示信息的语言 language of messages")
    subparsers = top.add_subparsers(title="命令 commands", metavar="命令 COMMAND")
    for command in commands:
        below = command.add(subparsers)
        below.set_defaults(run=command.run)
        # Said behind the command it counts, unsaid it leaves alone what stands before the command.
        below.add_argument("--lang", choices=LANGS, default=SUPPRESS, help="提示信息的语言 language of messages")
    return top


def main(
    argv: Sequence[str] | None = None,
    commands: Sequence[Command] = COMMANDS,
    open_house: Callable[[Path], object] = no_house,
    set_up: Callable[[], object] = no_house,
) -> int:
    """Run one command; 0 done, 1 refused, 2 when the request itself was wrong (no such command, house or plan).

    `open_house` opens the house in a folder, `set_up` makes ready for making one: both come from above.
    """
    top = parser(commands, open_house=open_house, set_up=set_up)
    args = top.parse_args(argv)
    if "run" not in args:
        top.print_help(sys.stderr)
        return 2
    if args.lang:
        os.environ["HALFSKY_LANG"] = args.lang
    return _run(args)


def _run(args: Namespace) -> int:
    try:
        code: int = args.run(args)
    except Refused as refused:
        from halfsky.cli.common import complain

        complain(refused, as_json=getattr(args, "json", False))
        # What the request named is not there: the request was wrong. Inside a file it is one complaint among others.
        first = refused.refusals[0]
        return 2 if refused.status == NOT_FOUND and not first.where else 1
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`): nothing is wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as why:
        from halfsky.cli.common import complain
        from halfsky.store.room import refusal_of

        refusal = refusal_of(why) or NO_ACCESS.at(str(why.filename or ""), why=why.strerror or why)
        complain(refusal, as_json=getattr(args, "json", False))
        return 1
    except Exception as why:
        from django.db import OperationalError

        if not isinstance(why, OperationalError):
            raise
        from halfsky.cli.common import complain
        from halfsky.store.away import away
        from halfsky.store.room import refusal_of

        # Whoever runs a command can mend what keeps it from the database, and so is told the cause.
        known = None if away(why) else refusal_of(why)
        complain(known or NO_DATABASE.at(why=str(why).splitlines()[0]), as_json=getattr(args, "json", False))
        return 1
    return code
