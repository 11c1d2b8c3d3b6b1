"""One story in a real browser on the site as two processes serve it, with the shared cache on."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browser.conftest import chromium as chromium, open_page as open_page
from tests.browser.test_story import test_a_request_goes_from_asked_to_confirmed as test_a_request_goes_through
from tests.faults.site import served

pytestmark = pytest.mark.browser
__all__ = ["test_a_request_goes_through"]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where it is served."""
    with served(app) as site:
        yield f"http://localhost:{site.port}"
