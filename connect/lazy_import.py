"""Modules that few requests need: loaded when something of them is first used, not at the start.

Each web process would hold them, and every start wait for them. Readers of the code, people or the type checker,
see a plain import:

    if TYPE_CHECKING:
        import segno
    else:
        segno = lazy_import.module("segno")
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any


class Late:
    """Stands for what `make` gives, and calls it whenever something of it is used; `make` remembers by itself."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        return getattr(self._make(), name)


def module(name: str) -> Any:
    """A module by its name. Two threads that need it at once load it once: that is Python's own care."""
    return Late(partial(import_module, name))
