"""The addresses of templates: the list, an own one sent, one downloaded, a document written."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import templates

urlpatterns = [
    path(f"{HERE}/documents/templates", templates.templates, name="templates"),
    path(f"{HERE}/documents/templates/<slug:key>.docx", templates.file, name="template_file"),
    path(f"{HERE}/documents/templates/<slug:key>/write", templates.write, name="template_write"),
]
