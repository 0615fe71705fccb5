"""The addresses of prose that comes in: a text checked; texts read, and what they propose."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import proposals, source_text, source_texts, text_check

urlpatterns = [
    path(f"{HERE}/check-text", text_check.text_check, name="text_check"),
    path(f"{HERE}/texts", source_texts.texts, name="source_texts"),
    path("documents/<int:number>/proposals", source_text.text, name="source_text"),
    path("documents/<int:number>/proposals.<form:form>", source_texts.data, name="source_text_data"),
    path("documents/<int:number>/proposals/<int:n>", proposals.proposal, name="proposal"),
]
