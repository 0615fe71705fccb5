"""What every request gets: the reader's language, the viewer, and refusals as a page that helps."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import LANGS
from halfsky.queries import users
from halfsky.store.house import opened
from halfsky.web.sessions import DUTIES, FREE, NOT_YET, drop_ended, duty
from halfsky.web.standing import LANGUAGE, viewer_of
from halfsky.web.views import errors

Answer = Callable[[HttpRequest], HttpResponse]


class Language:
    """Chooses the page's language; Chinese comes first, whatever the browser prefers."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE) or getattr(request.user, "lang", "zh")
        lang = chosen if chosen in LANGS else "zh"
        request.lang = lang  # type: ignore[attr-defined]
        with translation.override("en" if lang == "en" else "zh-hans"):
            answer = self.answer(request)
        answer.headers.setdefault("Content-Language", "en" if lang == "en" else "zh-Hans")
        return answer


class Viewing:
    """Puts the viewer on the request, and turns refusals into pages."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        drop_ended(request)
        request.viewer = _viewer(request)  # type: ignore[attr-defined]
        answer = self.answer(request)
        if request.user.is_authenticated:
            answer.headers.setdefault("Cache-Control", "private, no-cache")
        return answer

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Who has to choose a password or to enrol a second factor first is led there, whatever she asks for."""
        due = duty(request, viewer_of(request))
        match = request.resolver_match
        if due and match is not None and match.app_name != "web":
            request.viewer = Viewer()  # type: ignore[attr-defined] # other faces know her once that is done
            return None
        if not due or (match is not None and match.view_name in FREE):
            return None
        if request.method == "GET" and not request.headers.get("HX-Request"):
            return HttpResponseRedirect(reverse(f"web:{due}"))
        return errors.refused(request, NOT_YET.at(duty=DUTIES[due]))

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """Who is not signed in is asked to; everything else that is refused says why and what to do."""
        if not isinstance(raised, Refused):
            return None
        if raised.status == 401 and request.method == "GET" and not request.headers.get("HX-Request"):
            return redirect_to_login(request.get_full_path())
        return errors.refused(request, raised)


def _viewer(request: HttpRequest) -> Viewer:
    user = request.user
    return Viewer() if isinstance(user, AnonymousUser) else users.viewer(opened(), user)
