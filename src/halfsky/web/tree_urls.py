"""The addresses of changes of the tree and of lists that are compared with it."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import tree_changes, tree_lists

urlpatterns = [
    path(f"{HERE}/place/change/<slug:kind>", tree_changes.change, name="tree_change"),
    path(f"{HERE}/place/take-back/<int:number>", tree_changes.take_back, name="tree_back"),
    path("places/lists", tree_lists.lists, name="tree_lists"),
    path("places/lists/<int:number>", tree_lists.one, name="tree_list"),
    path("places/lists/<int:number>/progress", tree_lists.progress, name="tree_progress"),
]
