"""Every address of the pages. Most begin with the place and the year where the reader stands: /at/450800000000/2024."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from halfsky.web import account_urls
from halfsky.web.standing import YEAR
from halfsky.web.views import (
    documents,
    duties,
    first,
    forms,
    inbox,
    indicators,
    language,
    log,
    log_check,
    packs,
    places,
    plans,
    round_steps,
    rounds,
    search,
    sheet_data,
    sheet_moves,
    sheets,
    tasks,
    waiting,
)
from halfsky.web.views import round as round_


class DataForm:
    """The forms in which a page is also data."""

    regex = "json|csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TableForm(DataForm):
    """The forms in which a list is taken away."""

    regex = "csv|xlsx"


class Year(IntConverter):
    """A year of four digits."""

    regex = YEAR


class PlaceCode(DataForm):
    """The code of a place, where other words may stand as well."""

    regex = "[0-9]{12}"


register_converter(PlaceCode, "place")
register_converter(DataForm, "form")
register_converter(TableForm, "table")
register_converter(Year, "year")

app_name = "web"
HERE = "at/<str:code>/<year:year>"
SHEET = "rounds/<int:number>/<place:code>"
urlpatterns = [
    path("", first.home, name="home"),
    path(HERE, first.first, name="first"),
    path(f"{HERE}/plans/<slug:plan>", plans.plan, name="plan"),
    path(f"{HERE}/plans/<slug:plan>.<form:form>", plans.data, name="plan_data"),
    path(f"{HERE}/plans/<slug:plan>/<str:name>.<form:form>", indicators.data, name="indicator_data"),
    path(f"{HERE}/plans/<slug:plan>/<str:name>", indicators.indicator, name="indicator"),
    path(f"{HERE}/duties/<slug:plan>", duties.duties, name="duties"),
    path(f"{HERE}/place", places.place, name="place"),
    path(f"{HERE}/place/below/<str:of>", places.below, name="below"),
    path(f"{HERE}/search", search.search, name="search"),
    path(f"{HERE}/documents", documents.documents, name="documents"),
    path(f"{HERE}/documents/progress", documents.progress, name="progress"),
    path("documents/<int:number>", documents.document, name="document"),
    path("documents/<int:number>/file", documents.file, name="document_file"),
    path(f"{HERE}/rounds", rounds.rounds, name="rounds"),
    path(f"{HERE}/rounds.<table:form>", rounds.rounds_export, name="rounds_export"),
    path(f"{HERE}/rounds/new", rounds.round_new, name="round_new"),
    path("forms/<str:code>", forms.blank, name="blank_form"),
    path("rounds/<int:number>", round_.round_page, name="round"),
    path("rounds/<int:number>/below/<str:code>", round_.round_branch, name="round_branch"),
    path("rounds/<int:number>/explained", round_.round_explained, name="round_explained"),
    path("rounds/<int:number>/<slug:what>.<table:form>", round_.round_export, name="round_export"),
    path("rounds/<int:number>/remind", round_steps.round_remind, name="round_remind"),
    path("rounds/<int:number>/extend/<str:code>", round_steps.round_extend, name="round_extend"),
    path("rounds/<int:number>/close", round_steps.round_close, name="round_close"),
    path("rounds/<int:number>/freeze", round_steps.round_freeze, name="round_freeze"),
    path("tasks", tasks.mine, name="tasks"),
    path("waiting", waiting.waiting, name="waiting"),
    path("waiting/step", waiting.waiting_step, name="waiting_step"),
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/read", inbox.inbox_read, name="inbox_read"),
    path(SHEET, sheets.sheet, name="sheet"),
    path(f"{SHEET}/draft", sheet_data.draft, name="sheet_draft"),
    path(f"{SHEET}/check", sheet_data.check, name="sheet_check"),
    path(f"{SHEET}/submit", sheet_data.hand_in, name="sheet_submit"),
    path(f"{SHEET}/step", sheet_moves.step, name="sheet_step"),
    path(f"{SHEET}/correct", sheet_moves.correct, name="sheet_correct"),
    path(f"{SHEET}/files", sheet_moves.attach, name="sheet_attach"),
    path(f"{SHEET}/files/<int:file>", sheet_moves.attachment, name="sheet_file"),
    path("packs", packs.packs, name="packs"),
    path("log", log.log, name="log"),
    path("log/check", log_check.check, name="log_check"),
    path("log.<table:form>", log.log_export, name="log_export"),
    *account_urls.urlpatterns,
    path("language", language.language, name="language"),
]
