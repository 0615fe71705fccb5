"""Signing in, with a second factor where there is one, signing out, and changing one's password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from halfsky.actions import factors, sign_ins, users
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.store.house import opened
from halfsky.web.forms import PasswordForm, SignInForm
from halfsky.web.origin import origin_of
from halfsky.web.sessions import go_on, half_way, keep_open, open_session, retry_after, session_of, user_of
from halfsky.web.standing import LAST_PLACE, language_of, page, somewhere, viewer_of

CHANGED = Text("密码已修改。", "Your password is changed.")


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Back to the page that asked for it."""
    back = safe(request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(back)
    form = SignInForm(request.POST or None, lang=language_of(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = sign_ins.prove_password(opened(), given["username"], given["password"], origin_of(request))
            return go_on(request, user, sign_ins.PASSWORD, back)
        except Refused as no:
            refused = no
    return _sign_in_page(request, back, form, refused)


def _sign_in_page(request: HttpRequest, back: str, form: SignInForm, refused: Refused | None) -> HttpResponse:
    settings = opened().settings
    answer = page(
        request,
        "web/sign_in.html",
        None,
        status=refused.status if refused else 400 if form.errors else 200,
        form=form,
        next=back,
        house_title=settings.title,
        provider=settings.accounts.oidc,
        refusals=refused.refusals if refused else (),
    )
    return retry_after(answer, refused) if refused else answer


@never_cache
@sensitive_post_parameters("code")
def second(request: HttpRequest) -> HttpResponse:
    """The code of the authenticator, or a recovery code."""
    half = half_way(request)
    if half is None:
        return HttpResponseRedirect("/sign-in")
    user, way, back = half
    refused: Refused | None = None
    if request.method == "POST":
        try:
            factors.prove_code(opened(), user, request.POST.get("code", ""), origin_of(request))
            return open_session(request, user, sign_ins.SECOND if way == sign_ins.PASSWORD else way, back)
        except Refused as no:
            refused = no
    status, refusals = (refused.status, refused.refusals) if refused else (200, ())
    answer = page(request, "web/second.html", None, status=status, refusals=refusals, who=user.name)
    return retry_after(answer, refused) if refused else answer


def safe(address: str) -> str:
    """An address of this house, else the first page."""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    number = session_of(request)
    if number is not None and request.user.is_authenticated:
        sign_ins.sign_out(opened(), viewer_of(request), number)
    logout(request)
    answer = HttpResponseRedirect("/sign-in")
    answer.delete_cookie(LAST_PLACE)
    return answer


@never_cache
@sensitive_post_parameters("old", "new", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Ask for the old one, set the new one, stay signed in here and nowhere else."""
    house, viewer, user = opened(), viewer_of(request), user_of(request)

    def prove(old: str) -> None:
        sign_ins.prove_password(house, user.username, old, origin_of(request))

    form = PasswordForm(user, prove, house.settings.accounts, request.POST or None, lang=language_of(request))
    if request.method == "POST" and form.is_valid():
        users.set_password(house, viewer, viewer.name, form.cleaned_data["new"], session_of(request))
        keep_open(request, user)
        messages.success(request, CHANGED.in_(language_of(request)), extra_tags="good")
        return HttpResponseRedirect("/")
    status = 400 if form.errors else 200
    here = None if user.must_change else somewhere(request)
    return page(request, "web/password.html", here, status=status, form=form, must=user.must_change)
