"""The way of a notice from its form to the public, as an official presses it."""

import re
from typing import Any

from werkzeug.test import TestResponse

from tests.visit import Visit


def publish(official: Visit, endpoint: str, data: Any, **values: Any) -> TestResponse:
    """Sends the form of a notice, and on the page before publishing presses what is to be pressed there."""
    official.post(endpoint, data, **values)
    return press(official, official.follow().text)


def press(official: Visit, page: str, **more: str) -> TestResponse:
    """Presses the main button of the page before publishing; what it leads to."""
    form = re.search(r'<form class="flow tight" method="post" action="(/notices/[^"]+/desk)">(.*?)</form>', page, re.S)
    assert form, "there is nothing to be pressed on the page before publishing"
    hidden = dict(re.findall(r'name="(edition|verb)" value="(\w+)"', form[2]))
    return official.post(form[1], {**hidden, **more})
