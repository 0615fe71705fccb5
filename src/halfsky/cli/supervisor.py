"""Child processes, watched: one that dies is started again, after a pause that grows; a signal stops them all."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from halfsky.cli.common import language
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

PORT_TAKEN = problem(
    "409.580",
    ("端口 {port} 已被占用，或地址 {host} 不可用。", "Port {port} is in use, or the address {host} is not available."),
    ("请用 --port 换一个端口，或先停止占用它的程序。", "Choose another with --port, or stop what uses it."),
)
NOT_STARTED = problem(
    "503.580",
    ("网页服务未能启动。", "The web service did not start."),
    ("请查看以上出错信息。", "See the messages above."),
)
LOOK_EVERY = 0.2
STOP_WITHIN = 15.0
START_WITHIN = 60.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0


def demand_free_port(host: str, port: int) -> None:
    """Refuse an address on which nobody can listen now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except (OSError, OverflowError) as why:
        raise PORT_TAKEN.at(host=host, port=port) from why


@dataclass
class Child:
    """One process to keep alive."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = 0.0
    deaths: int = field(default=0)

    def start(self) -> None:
        """Start it in a process group of its own: a Ctrl+C reaches us alone, and we tell it to stop."""
        environment = {**os.environ, **self.environment}
        self.process = subprocess.Popen(
            list(self.command),
            env=environment,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 — the supervisor has no threads
        )
        self.started = time.monotonic()

    def look(self) -> None:
        """Start it again when it has died and its pause is over."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            self.process = None
            self.deaths += 1
            self.pause = 0.5 if now - self.started > STEADY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
            self.due = now + self.pause
            zh = f"{self.name} 进程退出（{code}），{self.pause:.0f}秒后重新启动。"
            _say(Text(zh, f"The {self.name} process has ended ({code}); it starts again in {self.pause:.0f} s."))
        if self.process is None and now >= self.due:
            self.start()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, within: float) -> None:
        """Wait for it; kill it and all it started when it takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(max(within, 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _end_with_parent() -> None:
    """On Linux a child is told to stop when we are killed outright and cannot tell it ourselves."""
    if sys.platform == "linux":
        import ctypes

        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGTERM)


class _Stop:
    """Set by SIGTERM and SIGINT."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self)
        signal.signal(signal.SIGINT, self)

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def supervise(children: Sequence[Child], address: tuple[str, int]) -> int:
    """Run the children until a signal comes. Says the address once somebody answers there. 0 when stopped, 1 when
    nobody ever answered."""
    stop = _Stop()
    answered = False
    began = time.monotonic()
    for child in children:
        child.start()
    while not stop.asked:
        time.sleep(LOOK_EVERY)
        if not answered and _answers(address):
            answered = True
            host, port = address
            _say(
                Text(
                    f"服务已启动：http://{host}:{port} （Ctrl+C 停止）",
                    f"Serving at http://{host}:{port} (Ctrl+C stops)",
                )
            )
        if not answered and (children[0].process is None or children[0].process.poll() is not None):
            return _stopped(children, 1)
        if not answered and time.monotonic() - began > START_WITHIN:
            return _stopped(children, 1)
        for child in children:
            child.look()
    return _stopped(children, 0)


def _stopped(children: Sequence[Child], code: int) -> int:
    for child in children:
        child.stop()
    until = time.monotonic() + STOP_WITHIN
    for child in children:
        child.end(until - time.monotonic())
    if code:
        raise NOT_STARTED.at()
    return code


def _answers(address: tuple[str, int]) -> bool:
    host, port = address
    try:
        with socket.create_connection(("127.0.0.1" if host == "0.0.0.0" else host, port), timeout=0.2):
            return True
    except OSError:
        return False


def _say(text: Text) -> None:
    print(text.in_(language()), file=sys.stderr, flush=True)
