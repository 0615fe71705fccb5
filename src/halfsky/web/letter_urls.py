"""The addresses of the official letters of a record."""

from django.urls import path

from halfsky.web.views import records_letters

ONE = "records/<int:number>/letters/<slug:letter>"

urlpatterns = [
    path(ONE, records_letters.letter, name="record_letter"),
    path(f"{ONE}/issue", records_letters.issuing, name="record_letter_issue"),
]
