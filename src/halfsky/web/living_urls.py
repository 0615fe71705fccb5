"""The addresses of documents looked at again: where their numbers come from, what has changed since."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import living

urlpatterns = [
    path(f"{HERE}/documents/look", living.send, name="living_send"),
    path("documents/<int:number>/changes", living.changed, name="document_changes"),
    path("documents/look/<slug:token>", living.look, name="living"),
]
