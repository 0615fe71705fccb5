"""`halfsky serve`: the web processes and one worker, watched until someone stops them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers

THREADS = 256
"""So many requests a web process holds; all but a few of them wait at its gate (`halfsky.site.gate`). The server warns
of so many threads, which is why it logs errors alone."""


def add(subparsers: Subparsers) -> ArgumentParser:
    parser = subparsers.add_parser("serve", help="启动网页服务和后台任务。 Serve a house.")
    parser.add_argument("dir", type=Path, metavar="DIR", help="数据目录")
    serve_arguments(parser)
    return parser


def serve_arguments(parser: ArgumentParser) -> None:
    """Where to listen, and how many web processes."""
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="监听地址，默认 127.0.0.1")
    parser.add_argument("--port", default=8000, type=int, metavar="PORT", help="端口，默认 8000")
    parser.add_argument("--workers", default=1, type=int, metavar="N", help="网页进程数，默认1")


def run(args: Namespace) -> int:
    from halfsky.cli.supervisor import demand_free_port

    demand_free_port(args.host, args.port)
    args.open_house(args.dir)
    return serve(args.dir.resolve(), args.host, args.port, args.workers)


def serve(house: Path, host: str, port: int, workers: int) -> int:
    """Bring the tables up to date, then run web and worker until stopped. The house is open in this process."""
    from halfsky.cli.supervisor import Child, supervise
    from halfsky.store.tables import close, make_tables, up_to_date

    if not up_to_date():
        make_tables()
    close()
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error",
        "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", str(THREADS),
        "halfsky.site.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "halfsky", "work", str(house)]
    environment = {"HALFSKY_HOUSE": str(house), "DJANGO_SETTINGS_MODULE": "halfsky.site.settings"}
    children = [Child("web", web, environment), Child("work", worker, environment)]
    return supervise(children, (host, port))
