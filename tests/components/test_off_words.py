"""The words for what is off: since when, when again, why, whom to call; with a space between each."""

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask, render_template_string

from connect import clock
from connect.incidents.rules import Standing, Times

PAGE = '{% from "components/off_words/off_words.html" import off_words with context %}{{ off_words(stands, number) }}'


def said(app: Flask, stands: Standing, number: str = "") -> str:
    with app.test_request_context("/?lang=en"):
        return unescape(render_template_string(PAGE, stands=stands, number=number))


def test_it_says_since_again_why_and_whom_to_call(app: Flask) -> None:
    now = clock.now()
    told = said(
        app, Standing("food", False, reason="Bão.", looked_up=lambda: Times(now, None, now + timedelta(days=1))), "112"
    )
    assert "Bão." in told and 'href="tel:112"' in told and told.count("<b>") == 1
    assert ".<b>" not in told and "Bão.<" not in told and "</b>L" not in told


@pytest.mark.parametrize("since", [None, clock.now()])
def test_it_says_no_more_than_is_known(app: Flask, since: object) -> None:
    told = said(app, Standing("food", False, looked_up=lambda: Times(since)))  # type: ignore[arg-type]
    assert told.strip() and "tel:" not in told and "<b>" not in told
