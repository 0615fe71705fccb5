"""The addresses of pages that look at a place as a whole: its map, places side by side, the wall, what-if."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import compare, maps, wall, whatif

urlpatterns = [
    path(f"{HERE}/map", maps.place_map_page, name="map"),
    path(f"{HERE}/map.<form:form>", maps.data, name="map_data"),
    path(f"{HERE}/compare", compare.compared, name="compare"),
    path(f"{HERE}/compare.<form:form>", compare.data, name="compare_data"),
    path(f"{HERE}/wall", wall.wall, name="wall"),
    path(f"{HERE}/whatif", whatif.whatif, name="whatif"),
    path(f"{HERE}/whatif.<form:form>", whatif.data, name="whatif_data"),
]
