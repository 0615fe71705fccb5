"""Asking an OpenAI-compatible service: one POST a piece, no redirects, no proxies, nothing but what was handed in,
within a time that covers everything."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from halfsky.kernel.endpoint import Endpoint
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

FAILED = problem(
    "502.1326",
    ("模型没有给出可用的回答：{why}。", "The model gave no answer that can be used: {why}."),
    (
        "规则读出的条目不受影响，可以稍后再请模型补充，或请运维人员检查设置。",
        "What the rules read is not touched; ask again later, or have the settings looked at.",
    ),
)
MOST_BYTES = 4 << 20
CHUNK = 1 << 16
TIMED_OUT = Text("超过了时限", "it took too long")
UNREADABLE = Text("回答不是约定的格式", "its answer is not of the form that was asked for")
UNREACHED = Text("连接不上", "it cannot be reached")


def ask(endpoint: Endpoint, key: str, told: str, pieces: Iterable[str]) -> list[object]:
    """What a model says of every piece, all proposals in one list. Refuses when one of them fails: half an answer would
    look like a whole one."""
    until = time.monotonic() + endpoint.seconds
    found: list[object] = []
    for piece in pieces:
        found += _proposals(_answer(endpoint, key, told, piece, until))
    return found


def _answer(endpoint: Endpoint, key: str, told: str, piece: str, until: float) -> bytes:
    parts = urlsplit(endpoint.address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    assert parts.hostname is not None
    connection = kind(parts.hostname, parts.port, timeout=_left(until))
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    messages = [{"role": "system", "content": told}, {"role": "user", "content": piece}]
    body = {"model": endpoint.model, "temperature": 0, "messages": messages}
    try:
        connection.request(
            "POST", f"{parts.path.rstrip('/')}/chat/completions", json.dumps(body, ensure_ascii=False).encode(), headers
        )
        line = connection.sock
        answer = connection.getresponse()
        if answer.status != HTTPStatus.OK:
            raise FAILED.at(why=Text(f"状态 {answer.status}", f"status {answer.status}"))
        return _whole(answer, line, until)
    except TimeoutError as why:
        raise FAILED.at(why=TIMED_OUT) from why
    except (OSError, http.client.HTTPException) as why:
        raise FAILED.at(why=UNREACHED) from why
    finally:
        connection.close()


def _whole(answer: http.client.HTTPResponse, line: socket.socket, until: float) -> bytes:
    """The body, however slowly it drips: each read has only the time that is left."""
    read = bytearray()
    while True:
        line.settimeout(_left(until))
        piece = answer.read1(CHUNK)
        if not piece:
            return bytes(read)
        read += piece
        if len(read) > MOST_BYTES:
            raise FAILED.at(why=UNREADABLE)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise FAILED.at(why=TIMED_OUT)
    return left


def _proposals(content: bytes) -> list[object]:
    """The list of proposals in an answer, also where the model has fenced it in."""
    try:
        said = json.loads(content)["choices"][0]["message"]["content"]
        bare = said.strip().removeprefix("```json").removeprefix("```").removesuffix("```")
        made = json.loads(bare)
        found = made["proposals"] if isinstance(made, dict) else made
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as why:
        raise FAILED.at(why=UNREADABLE) from why
    if not isinstance(found, list):
        raise FAILED.at(why=UNREADABLE)
    return found
