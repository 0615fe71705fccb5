"""The addresses of ledgers (台账) and their records. None carries a word of what a record says."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import (
    records,
    records_cover,
    records_figures,
    records_files,
    records_form,
    records_jot,
    records_many,
    records_month,
    records_moves,
    records_openings,
    records_page,
    records_person,
    records_tasks,
    records_views,
    records_yearly,
)

LEDGER = f"{HERE}/ledgers/<slug:register>"
ONE = "records/<int:number>"

urlpatterns = [
    path(f"{HERE}/ledgers", records.ledgers, name="ledgers"),
    path(LEDGER, records.ledger, name="ledger"),
    path(f"{LEDGER}/new", records_form.new, name="record_new"),
    path(f"{LEDGER}/many", records_many.many, name="records_many"),
    path(f"{LEDGER}/figures", records_figures.figures, name="ledger_figures"),
    path(f"{LEDGER}/figures/<slug:element>", records_figures.behind, name="ledger_behind"),
    path(f"{HERE}/yearly", records_yearly.yearly, name="ledger_year"),
    path(f"{HERE}/yearly.<form:form>", records_yearly.data, name="ledger_year_data"),
    path(f"{HERE}/month", records_month.month, name="ledger_month"),
    path(f"{HERE}/month.json", records_month.data, name="ledger_month_data"),
    path(f"{HERE}/jot", records_jot.choose, name="jot"),
    path(f"{HERE}/jot/<slug:register>", records_jot.jot, name="jot_down"),
    path(ONE, records_page.record, name="record"),
    path(f"{ONE}/change", records_form.change, name="record_change"),
    path(f"{ONE}/open", records_cover.open_, name="record_open"),
    path(f"{ONE}/move", records_moves.move, name="record_move"),
    path(f"{ONE}/entrust", records_moves.entrusting, name="record_entrust"),
    path(f"{ONE}/files", records_files.attaching, name="record_attach"),
    path(f"{ONE}/files/<int:file>", records_files.file, name="record_file"),
    path(f"{ONE}/files/<int:file>/remove", records_files.detaching, name="record_detach"),
    path("ledgers/tasks", records_tasks.tasks, name="record_tasks"),
    path("ledgers/person", records_person.person, name="record_person"),
    path("ledgers/person/<int:number>/erase", records_person.person_erase, name="record_person_erase"),
    path("ledgers/openings", records_openings.openings, name="record_openings"),
    path("ledgers/openings.<table:form>", records_openings.openings_export, name="record_openings_export"),
    path("views", records_views.keep, name="view_keep"),
    path("views/<int:number>/rename", records_views.rename, name="view_rename"),
    path("views/<int:number>/drop", records_views.drop, name="view_drop"),
]
