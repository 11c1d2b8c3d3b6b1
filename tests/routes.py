"""The addresses of the site, put together once a process: the apps of most tests share them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from werkzeug.routing import Map
from werkzeug.routing.rules import RuleFactory

from connect.web.flask_tuning import Site


class _Routes(Map):
    """A map of addresses that takes in those of the site once, and notes when a test adds one of its own."""

    is_whole = is_spoilt = is_registering = False

    def add(self, rulefactory: RuleFactory) -> None:
        """Adds an address; nothing while another app registers what is there already."""
        if self.is_whole and self.is_registering:
            return
        self.is_spoilt = self.is_whole
        super().add(rulefactory)


_kept: list[_Routes] = []


@contextmanager
def shared_routes() -> Iterator[None]:
    """Gives the app that is made inside the addresses of the last one, unless a test added to them since.

    To register 380 of them is half of what it takes to make an app, and each test has an app of its own.
    """
    if not _kept or _kept[0].is_spoilt:
        _kept[:] = [_Routes()]
    routes = _kept[0]

    def the_same(**_asked: Any) -> _Routes:
        return routes

    routes.is_registering = True
    try:
        with patch.object(Site, "url_map_class", staticmethod(the_same)):
            yield
        routes.is_whole = True
    finally:
        routes.is_registering = False
        if not routes.is_whole:  # no app came of it, and half of the addresses are there
            _kept.clear()
