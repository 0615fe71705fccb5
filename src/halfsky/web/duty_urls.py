"""The addresses of responsibility: targets split, the book of duties signed version by version, pledges, two plans."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import duty_book, duty_pledges, duty_split, duty_succession

DUTIES = f"{HERE}/duties/<slug:plan>"

urlpatterns = [
    path(f"{DUTIES}/split", duty_split.split, name="duty_split"),
    path(f"{DUTIES}/book", duty_book.book, name="duty_book"),
    path(f"{DUTIES}/book.<form:form>", duty_book.draft, name="duty_book_data"),
    path("duties/versions/<int:number>", duty_book.version, name="duty_version"),
    path("duties/versions/<int:number>.<form:form>", duty_book.data, name="duty_version_data"),
    path("papers/<int:number>/sign", duty_book.signature, name="paper_sign"),
    path("papers/<int:number>/scan", duty_book.scan, name="paper_scan"),
    path(f"{DUTIES}/pledges", duty_pledges.pledges, name="duty_pledges"),
    path(f"{DUTIES}/pledges.zip", duty_pledges.together, name="duty_pledges_zip"),
    path(f"{HERE}/succession", duty_succession.two_plans, name="succession"),
    path(f"{HERE}/succession.<form:form>", duty_succession.data, name="succession_data"),
    path(f"{DUTIES}/targets", duty_split.bring, name="duty_targets"),
    path(f"{DUTIES}/targets.<table:form>", duty_split.take, name="duty_targets_export"),
]
