"""Every address of the pages. Most begin with the place and the year where the reader stands: /at/450800000000/2024."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from halfsky.web import account_urls
from halfsky.web.standing import YEAR
from halfsky.web.views import (
    documents,
    duties,
    first,
    indicators,
    language,
    log,
    log_check,
    packs,
    places,
    plans,
    search,
)


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


register_converter(DataForm, "form")
register_converter(TableForm, "table")
register_converter(Year, "year")

app_name = "web"
HERE = "at/<str:code>/<year:year>"
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
    path("packs", packs.packs, name="packs"),
    path("log", log.log, name="log"),
    path("log/check", log_check.check, name="log_check"),
    path("log.<table:form>", log.log_export, name="log_export"),
    *account_urls.urlpatterns,
    path("language", language.language, name="language"),
]
