"""Signing in and out, and changing one's password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from halfsky.actions import users
from halfsky.kernel.access import NOT_SIGNED_IN
from halfsky.kernel.text import Text
from halfsky.store.house import opened
from halfsky.web.forms import PasswordForm, SignInForm
from halfsky.web.standing import LAST_PLACE, language_of, page, somewhere, viewer_of

CHANGED = Text("密码已修改。", "Your password is changed.")


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Back to the page that asked for it."""
    back = _safe(request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(back)
    form = SignInForm(request, request.POST or None, lang=language_of(request))
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return HttpResponseRedirect(back)
    status = 400 if form.errors else 200
    title = opened().settings.title
    return page(request, "web/sign_in.html", None, status=status, form=form, next=back, house_title=title)


def _safe(address: str) -> str:
    """An address of this house, else the first page."""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    answer = HttpResponseRedirect("/sign-in")
    answer.delete_cookie(LAST_PLACE)
    return answer


@never_cache
@sensitive_post_parameters("old", "new", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Ask for the old one, set the new one, stay signed in."""
    viewer, user = viewer_of(request), request.user
    if isinstance(user, AnonymousUser):
        raise NOT_SIGNED_IN.at()
    form = PasswordForm(user, request.POST or None, lang=language_of(request))
    if request.method == "POST" and form.is_valid():
        users.set_password(opened(), viewer, viewer.name, form.cleaned_data["new"])
        user.refresh_from_db()
        update_session_auth_hash(request, user)
        messages.success(request, CHANGED.in_(language_of(request)), extra_tags="good")
        return HttpResponseRedirect("/")
    status = 400 if form.errors else 200
    return page(request, "web/password.html", somewhere(request), status=status, form=form)
