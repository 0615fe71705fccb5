"""The examples in the docstrings of readers and writers hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import halfsky.exchange

MODULES = sorted(module.name for module in pkgutil.walk_packages(halfsky.exchange.__path__, "halfsky.exchange."))


@pytest.mark.parametrize("name", MODULES)
def test_every_example_holds(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0
