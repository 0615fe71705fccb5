"""The addresses of league tables, of the monthly dispatch and of what is signed for."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import dispatch, documents, league

urlpatterns = [
    path(f"{HERE}/plans/<slug:plan>/<str:name>/league", league.league, name="league"),
    path(f"{HERE}/plans/<slug:plan>/<str:name>/league.<form:form>", league.data, name="league_data"),
    path(f"{HERE}/dispatch", dispatch.dispatch, name="dispatch"),
    path("documents/<int:number>/receive", documents.receive, name="document_receive"),
]
