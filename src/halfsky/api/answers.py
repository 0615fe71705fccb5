"""What every answer of the API has in common: refusals in their one shape, which data it is of, whether it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.text import Text
from halfsky.store.house import opened

MOST_BYTES = 16 * 1024 * 1024
SNAPSHOT = "Halfsky-Snapshot"
"""The header that names the state of the house which an answer is of."""
BAD_FIELD = problem(
    "400.800",
    ("“{field}”不合要求：{why}", "“{field}” is not as it should be: {why}"),
    ("请对照接口说明（/api/v1/docs）改正。", "Compare it with the reference at /api/v1/docs."),
)
NOT_JSON = problem(
    "400.801",
    ("请求内容不是完整的 JSON。", "The content of the request is not complete JSON."),
    ("请以 UTF-8 编码的 JSON 重新发送。", "Send it again as JSON in UTF-8."),
)
UNREADABLE = problem(
    "400.803",
    ("地址里有不能用的字符。", "The address holds a character that cannot be used."),
    ("请去掉不可见的控制字符。", "Take out characters that cannot be seen."),
)
NO_TOKEN = problem(
    "401.801",
    ("请求没有带令牌。", "The request comes without a token."),
    (
        "请在请求头写 Authorization: Bearer 令牌；令牌在“我的账号—令牌”新建。",
        "Send the header Authorization: Bearer TOKEN; tokens are made under My account, Tokens.",
    ),
)
NO_ADDRESS = problem(
    "404.800",
    ("接口没有“{came}”这个地址。", "The API has no address “{came}”."),
    ("地址见接口说明 /api/v1/docs。", "See the reference at /api/v1/docs."),
)
NO_METHOD = problem(
    "405.800",
    ("这个地址不能用 {came}。", "This address does not take {came}."),
    ("可用：{known}。", "It takes {known}."),
)
TOO_LARGE = problem(
    "413.800",
    ("请求有{size}MB，超过{most}MB。", "The request has {size} MB; at most {most} MB are taken."),
    ("请分几次发送，如每次一个市的各县。", "Send it in parts, such as the counties of one city at a time."),
)
TOO_MANY = problem(
    "429.800",
    ("一分钟内的请求超过{most}次。", "More than {most} requests came in a minute."),
    ("请在{seconds}秒后再试，并放慢频率。", "Try again in {seconds} seconds, and more slowly."),
)
WRONG = (
    ("missing", "缺少这一项"),
    ("string", "应是文本，数值也写成文本"),
    ("int", "应是整数"),
    ("bool", "应是 true 或 false"),
    ("date", "应是日期，如 2026-12-31"),
    ("greater_than", "太小"),
    ("less_than", "太大"),
    ("literal", "不在可选的取值之内"),
    ("dict", "应是一个对象"),
    ("list", "应是一个列表"),
)
"""What the framework finds wrong, by a part of its word for it."""
View = Callable[..., HttpResponse]


def refused(no: Refused) -> HttpResponse:
    """All refusals in their one JSON shape, under the status of the first."""
    told = {"refusals": [r.as_json() for r in no.refusals]}
    answer = JsonResponse(told, status=no.status, json_dumps_params={"ensure_ascii": False})
    if no.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    for refusal in no.refusals:
        if refusal.problem is TOO_MANY:
            answer["Retry-After"] = str(refusal.values["seconds"])
    return answer


def answering(view: View) -> View:
    """A route of the API with what all have: bounded requests, refusals for whatever is no route, headers."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if no := _refusal(request):
            return refused(no)
        answer = view(request, *args, **kwargs)
        if answer.status_code == 405:
            known = answer["Allow"]
            answer = refused(NO_METHOD.at(came=request.method, known=known))
            answer["Allow"] = known
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        answer.headers.setdefault("Vary", "Authorization, Cookie")
        if 200 <= answer.status_code < 300:
            answer[SNAPSHOT] = opened().snapshot()
        return _unless_known(request, answer)

    return answered


def unknown(request: HttpRequest) -> HttpResponse:
    """Whatever is no address of the API."""
    return refused(NO_ADDRESS.at(came=request.path))


def add_handlers(api: NinjaAPI) -> None:
    """What the framework raises, said as the house says it."""

    @api.exception_handler(Refused)
    def say(_: HttpRequest, no: Refused) -> HttpResponse:
        return refused(no)

    @api.exception_handler(AuthenticationError)
    def ask_for_a_token(_: HttpRequest, no: AuthenticationError) -> HttpResponse:
        return refused(NO_TOKEN.at())

    @api.exception_handler(HttpError)
    def ask_for_json(_: HttpRequest, no: HttpError) -> HttpResponse:
        return refused(NOT_JSON.at())

    @api.exception_handler(ValidationError)
    def complain(_: HttpRequest, no: ValidationError) -> HttpResponse:
        return refused(Refused(_complaints(no)))


def _refusal(request: HttpRequest) -> Refusal | None:
    """Why a request is not even looked at."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > MOST_BYTES:
        return TOO_LARGE.at(size=-(-size // 1048576), most=MOST_BYTES // 1048576)
    if "\0" in request.path or any("\0" in text for text in (*request.GET, *request.GET.dict().values())):
        return UNREADABLE.at()
    return None


def _complaints(no: ValidationError) -> list[Refusal]:
    """Every field that is wrong, placed where it stands: "answers.live_births|"."""
    found = []
    for error in no.errors:
        steps = [str(step) for step in error["loc"][1:] if step != "given"]
        where = ".".join(steps) or str(error["loc"][0])
        found.append(BAD_FIELD.at(where, field=where, why=_why(error["type"], error["msg"])))
    return found


def _why(kind: str, message: str) -> Text:
    """What is wrong with a field: in both languages for what happens often, else as the framework says it."""
    said = next((zh for part, zh in WRONG if part in kind), "类型或取值不对")
    return Text(f"{said}（{message}）", message)


def _unless_known(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """304 without content where the client has this very answer already."""
    if request.method != "GET" or answer.status_code != 200 or answer.streaming:
        return answer
    tag = f'W/"{hashlib.sha256(answer.content).hexdigest()[:24]}"'
    answer["ETag"] = tag
    known = [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    if tag not in known and "*" not in known:
        return answer
    same = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary", SNAPSHOT):
        same[name] = answer[name]
    return same
