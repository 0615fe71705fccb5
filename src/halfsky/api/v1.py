"""The API of version 1, put together from its parts, with its OpenAPI document and a page that shows it."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from halfsky import __version__
from halfsky.api import facts, figures, following, forms, notices, places, records, rounds, sheets
from halfsky.api.answers import add_handlers

DESCRIPTION = """\
与网页相同的查询、办理和拒绝。数值一律是文本，不损失精度；区划和时期用编码。
每个错误都是同一种 JSON（refusals），列出全部问题。
令牌在“我的账号—令牌”或用 halfsky token add 新建，放在 Authorization: Bearer 之后；x-scopes 是所需的范围（任一）。

The same queries, actions and refusals as the pages. Numbers are texts and exact; places and periods go by their codes;
every error is one shape of JSON (refusals) with all complaints. Make a token under My account, Tokens, or with
halfsky token add, and send it after Authorization: Bearer; x-scopes names the scopes of which any one is needed.
"""


class Reference(DocsBase):
    """The document as a page, from files of this house alone."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: object) -> HttpResponse:
        settings = {
            "url": self.get_openapi_url(api, {}),
            "layout": "BaseLayout",
            "deepLinking": True,
            "validatorUrl": None,
        }
        return render(request, "api/docs.html", {"settings": json.dumps(settings), "title": api.title})


class Readable(JSONRenderer):
    """JSON in which Chinese stays readable."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """Operations go by the names of their functions."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="半边天 · Halfsky",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    docs=Reference(),
    renderer=Readable(),
    docs_url="/docs",
)
add_handlers(api)
PARTS = (places, forms, rounds, sheets, records, facts, figures, following, notices)
for module in PARTS:
    api.add_router("", module.part)
