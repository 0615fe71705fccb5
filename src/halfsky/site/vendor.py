"""Finds the static files of other people's packages: those that `VENDOR_FILES` names, as vendor/PACKAGE/FILE."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


def vendor_files() -> dict[str, Path]:
    """Path as pages name it → where the package manager put it: vendor/echarts/echarts.min.js."""
    return {
        f"vendor/{package}/{Path(name).name}": Path(settings.NODE_MODULES) / package / name
        for package, names in settings.VENDOR_FILES.items()
        for name in names
    }


class _OneFolder(FileSystemStorage):
    """Reads vendor paths from where they lie."""

    def path(self, name: str) -> str:
        return str(vendor_files()[name])


class VendorFinder(BaseFinder):
    """A staticfiles finder over `vendor_files`."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        found = vendor_files().get(path)
        if found is None or not found.is_file():
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Any) -> Iterator[Any]:
        storage = _OneFolder(location=str(settings.NODE_MODULES))
        for name, path in vendor_files().items():
            if path.is_file():
                yield name, storage

    def check(self, **_: Any) -> Any:
        return []
