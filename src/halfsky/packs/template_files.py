"""First gate, templates of documents: `templates/NAME.yaml`, one a file, as far as the file tells alone."""

from __future__ import annotations

from pathlib import PurePosixPath

from halfsky.kernel.refusals import problem
from halfsky.packs.files import Files
from halfsky.packs.reading import read_entries
from halfsky.packs.spot import Complaints
from halfsky.packs.structure import load
from halfsky.packs.template_notation import TemplateEntry

OTHER_FILE = problem(
    "400.1267",
    ("文件名与模板编码“{template}”不一致。", "The file is not named after its template “{template}”."),
    ("一个文件一个模板：请把文件改名为 templates/{template}.yaml。", "Name it templates/{template}.yaml."),
)
TEMPLATES = "templates/"


def is_template(name: str) -> bool:
    """Whether a file of a pack is a template."""
    path = PurePosixPath(name)
    return f"{path.parent}/" == TEMPLATES and path.suffix == ".yaml"


def read_templates(files: Files, complaints: Complaints) -> tuple[TemplateEntry, ...]:
    """The first gate: the templates of a pack in the order of their files."""
    found = []
    for name in sorted(filter(is_template, files.blobs)):
        with complaints.gathered():
            entry = read_entries(TemplateEntry, load(files.text(name), files.path(name)), complaints)
            if entry is not None:
                if entry.template != PurePosixPath(name).stem:
                    complaints.add(OTHER_FILE.at(entry.at("template"), template=entry.template))
                found.append(entry)
    return tuple(found)
