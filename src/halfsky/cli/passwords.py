"""Where a command takes a password from: a file, the keyboard, or chance. Never from the command line itself."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from pathlib import Path

from halfsky.kernel.refusals import problem

DIFFER = problem(
    "400.580",
    ("两次输入的密码不一致。", "The two passwords differ."),
    ("请重新运行命令。", "Run the command again."),
)
NO_PASSWORD_FILE = problem(
    "404.580",
    ("密码文件读不出：{path}。", "The password file cannot be read: {path}."),
    ("请检查路径；文件第一行是密码（UTF-8）。", "Check the path; its first line is the password (UTF-8)."),
)


def password_argument(parser: ArgumentParser) -> None:
    """`--password-file FILE`."""
    text = "从文件第一行读取密码；不给时在终端询问，直接回车则自动生成"
    parser.add_argument("--password-file", type=Path, metavar="FILE", help=text)


def chosen(file: Path | None) -> tuple[str, bool]:
    """The password, and whether it was generated (then it has to be shown)."""
    if file is not None:
        try:
            return file.read_text("utf-8").splitlines()[0].strip(), False
        except (OSError, UnicodeDecodeError, IndexError) as why:
            raise NO_PASSWORD_FILE.at(path=file) from why
    if sys.stdin.isatty():
        first = getpass.getpass("密码 password（回车自动生成 Enter: generate）: ")
        if first:
            if getpass.getpass("再输一次 again: ") != first:
                raise DIFFER.at()
            return first, False
    from halfsky.actions.users import new_password

    return new_password(), True
