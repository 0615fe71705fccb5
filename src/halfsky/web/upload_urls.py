"""The addresses of workbooks that leave and come back."""

from django.urls import path

from halfsky.web.addresses import SHEET
from halfsky.web.views import uploads

urlpatterns = [
    path(f"{SHEET}/book", uploads.sheet_book, name="sheet_book"),
    path(f"{SHEET}/upload", uploads.sheet_upload, name="sheet_upload"),
    path("rounds/<int:number>/book", uploads.units_book, name="units_book"),
    path("rounds/<int:number>/upload", uploads.units_upload, name="units_upload"),
    path("uploads/<slug:token>", uploads.upload, name="upload"),
    path("uploads/<slug:token>/progress", uploads.progress, name="upload_progress"),
    path("uploads/<slug:token>/marked", uploads.marked, name="upload_marked"),
]
