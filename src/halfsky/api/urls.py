"""The addresses of the API below /api/: version 1, and for all others a refusal in its own shape."""

from __future__ import annotations

from django.urls import URLPattern, include, path, re_path

from halfsky.api.answers import answering, unknown
from halfsky.api.v1 import api

_routes, _, _namespace = api.urls


def _answering(pattern: URLPattern) -> URLPattern:
    """A route of the framework, answering as all do; its own root is no address."""
    if pattern.name in ("openapi-json", "openapi-view"):
        return pattern
    callback = unknown if pattern.name == "api-root" else answering(pattern.callback)
    return URLPattern(pattern.pattern, callback, pattern.default_args, pattern.name)


version_1 = [_answering(pattern) for pattern in _routes if isinstance(pattern, URLPattern)]
urlpatterns = [
    path("v1/", include((version_1, _namespace))),
    re_path("", unknown),
]
