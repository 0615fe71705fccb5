"""Where a request comes from: the client's own address, also behind proxies that the house trusts."""

from __future__ import annotations

from django.http import HttpRequest

from halfsky.actions.failures import Origin
from halfsky.store.house import opened


def origin_of(request: HttpRequest) -> Origin:
    """The nearest address that is no trusted proxy: what stands before it in the header anyone could have written."""
    trusted = opened().settings.accounts.trusted_proxies
    address = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    while address in trusted and hops:
        address = hops.pop()
    return Origin(address[:64], request.headers.get("User-Agent", "")[:200])
