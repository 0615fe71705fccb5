"""A model beside the rules, played by a server in this process: what is sent, what is believed of its answer, and that
nothing of the rules' own proposals depends on it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from halfsky.kernel.endpoint import Endpoint
from halfsky.kernel.refusals import Refused
from tests.actions.test_source_texts import TEXT, found, taken
from tests.collecting import People

if TYPE_CHECKING:
    from halfsky.store.house import House

SECRET = "联系人：王小明，电话13800000000。"
INVENTED = {"quote": "全年举办家庭教育讲座126场", "type": "result", "subject": "讲座", "value": "127", "unit": "场"}
TRUE = {"quote": "二、重点任务", "type": "task", "subject": "重点任务", "value": ""}
KNOWN = {"quote": "全区孕产妇系统管理率达到95%", "type": "target", "subject": "管理率", "value": "95", "unit": "%"}


class Fake:
    """A service that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: said(handler, [])


def said(handler: BaseHTTPRequestHandler, proposals: list[Any], fence: str = "") -> None:
    content = fence + json.dumps({"proposals": proposals}, ensure_ascii=False) + fence.replace("json", "")
    raw(handler, json.dumps({"choices": [{"message": {"content": content}}]}).encode())


def raw(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Location", "/elsewhere")
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serving(fake: Fake) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/chat/completions"
            fake.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            fake.keys.append(self.headers.get("Authorization", ""))
            fake.answer(self)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def configure(house: House, address: str, **more: Any) -> None:
    settings = house.folder.settings()
    house.folder.keep(replace(settings, reading_model=Endpoint(address, "small", **more)))


def ask(house: House, number: int) -> tuple[int, int]:
    from halfsky.actions.model_reading import ask_model

    asked = ask_model(house, People(house)["office"], number)
    return asked.added, asked.dropped


def refused(house: House, number: int) -> tuple[str, str]:
    with pytest.raises(Refused) as no:
        ask(house, number)
    [refusal] = no.value.refusals
    return refusal.problem.number, refusal.says.zh


def test_a_model_adds_what_the_text_bears_out_and_hears_nothing_personal(
    books: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.store.models import LogEntry

    number = taken(books, text=TEXT + SECRET)
    rules = set(found(books, number))
    assert refused(books, number)[0] == "409.1322"

    fake = Fake()
    fake.answer = lambda handler: said(handler, [INVENTED, TRUE, KNOWN], "```json" if len(fake.asked) > 1 else "")
    with serving(fake) as address:
        configure(books, address, key_env="HALFSKY_TEST_KEY")
        assert refused(books, number) == ("409.1322", "不能请模型补充：读不到密钥。")
        monkeypatch.setenv("HALFSKY_TEST_KEY", "k-1")
        assert ask(books, number) == (1, 1)
        assert ask(books, number) == (0, 1)
        internal = taken(books, text=f"内部资料\n{TEXT}")
        many = len(fake.asked)
        assert refused(books, internal) == ("409.1322", "不能请模型补充：内部文稿不交给模型。")
        assert len(fake.asked) == many == 2
    sent = json.dumps(fake.asked, ensure_ascii=False)
    assert "孕产妇系统管理率" in sent and "王小明" not in sent and "13800000000" not in sent
    assert fake.asked[0]["model"] == "small" and set(fake.keys) == {"Bearer k-1"}

    now = found(books, number)
    assert rules < set(now) and now["task 重点任务"].by == "model"
    assert {i.by for name, i in now.items() if name in rules} == {"rules"}
    assert now["task 重点任务"].number == len(rules) + 1
    entry = LogEntry.objects.filter(action="texts.model").first()
    assert entry is not None and (entry.detail["added"], entry.detail["dropped"], entry.detail["covered"]) == (1, 1, 2)


def slow(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(25):
        try:
            handler.wfile.write(b" ")
        except OSError:
            return
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda handler: raw(handler, b"", 500), "状态 500"),
        (lambda handler: raw(handler, b"", 302), "状态 302"),
        (lambda handler: raw(handler, b"<html>"), "不是约定的格式"),
        (lambda handler: raw(handler, b'{"choices": []}'), "不是约定的格式"),
        (lambda handler: raw(handler, b'{"choices": [{"message": {"content": "{}"}}]}'), "不是约定的格式"),
        (lambda handler: raw(handler, b'{"choices": [{"message": {"content": null}}]}'), "不是约定的格式"),
        (lambda handler: raw(handler, b" " * ((4 << 20) + 1)), "不是约定的格式"),
        (slow, "超过了时限"),
        (lambda handler: handler.connection.close(), "连接不上"),
    ],
    ids=("broken", "leads elsewhere", "a page", "no choice", "no list", "nothing", "too much", "too slow", "cut off"),
)
def test_an_answer_that_cannot_be_used_is_one_clear_refusal(answer: Callable[[Any], None], why: str) -> None:
    from halfsky.exchange.endpoint import ask as ask_endpoint

    fake = Fake()
    fake.answer = answer
    with serving(fake) as address, pytest.raises(Refused) as no:
        ask_endpoint(Endpoint(address, "small", seconds=1), "", "told", ["piece", "another"])
    [refusal] = no.value.refusals
    assert refusal.problem.number == "502.1326" and why in refusal.says.zh
    assert len(fake.asked) == 1


def test_nothing_listens(books: House) -> None:
    number = taken(books)
    with serving(Fake()) as address:
        pass
    configure(books, address)
    assert refused(books, number) == ("502.1326", "模型没有给出可用的回答：连接不上。")
    assert len(found(books, number)) == 8


def test_a_key_never_lies_in_the_house(books: House) -> None:
    from halfsky.kernel.refusals import Refusal

    configure(books, "http://127.0.0.1:9/v1", key_file=str(books.folder.path / "keys" / "model.key"))
    with pytest.raises(Refusal) as no:
        books.folder.settings()
    assert no.value.number == "400.500"
