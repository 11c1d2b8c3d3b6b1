"""Pieces of pages made alone, without a page and without a database."""

import re
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask_babel import force_locale

from connect.app import create_app
from tests.conftest import KEYS

Piece = Callable[..., str]


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app whose database is never opened."""
    folder = tmp_path_factory.mktemp("components")
    return create_app(testing=True, instance=folder, secret_key="test", keys=KEYS, operator_phone="1900 90 90")


@pytest.fixture
def piece(alone: Flask) -> Piece:
    """Makes a macro of a component in English, as one line of valid HTML: `piece("pager", "more", "/next", "More")`."""

    def made(component: str, macro: str, *values: Any, given: dict[str, Any] | None = None, **named: Any) -> str:
        with alone.test_request_context(), force_locale("en"):
            context = dict(given or {})
            alone.update_template_context(context)
            module = alone.jinja_env.get_template(f"components/{component}/{component}.html").make_module(context)
            html = re.sub(r"\s*\n\s*", " ", str(getattr(module, macro)(*values, **named))).strip()
        container = "tbody" if html.startswith("<tr") else "div"
        html5lib.HTMLParser(strict=True).parseFragment(html, container)
        return html

    return made
