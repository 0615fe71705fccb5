"""The addresses of ledgers in Excel."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import record_books

BOOK = f"{HERE}/ledgers/<slug:register>/book"
UPLOAD = "ledgers/uploads/<slug:token>"

urlpatterns = [
    path(BOOK, record_books.book, name="record_book"),
    path(f"{BOOK}/template", record_books.template, name="record_template"),
    path(f"{BOOK}/export", record_books.take, name="record_export"),
    path(UPLOAD, record_books.upload, name="record_upload"),
    path(f"{UPLOAD}/progress", record_books.progress, name="record_upload_progress"),
    path(f"{UPLOAD}/marked", record_books.marked, name="record_upload_marked"),
]
