"""The examples in the kernel's docstrings hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import halfsky.kernel

MODULES = sorted(module.name for module in pkgutil.walk_packages(halfsky.kernel.__path__, "halfsky.kernel."))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert found
