"""The words of a switch that is on: what people should know, by whom it is brought, whom to call."""

import pytest
from flask import Flask, render_template_string

from connect.incidents.rules import ServedBy, Settings

PAGE = '{% from "components/switch_words/switch_words.html" import switch_words with context %}{{ switch_words(one) }}'


def said(app: Flask, **settings: object) -> str:
    with app.test_request_context("/?lang=en"):
        return render_template_string(PAGE, one=Settings(**settings), lang="en").strip()  # type: ignore[arg-type]


def test_nothing_is_said_where_the_switch_says_nothing(app: Flask) -> None:
    assert said(app) == ""


@pytest.mark.parametrize("served_by", list(ServedBy))
def test_it_says_by_whom_it_is_brought(app: Flask, served_by: ServedBy) -> None:
    told = {one: said(app, served_by=one) for one in ServedBy}
    assert "bring" in told[served_by] and len(set(told.values())) == len(ServedBy)


def test_it_says_whom_to_call_and_what_to_know(app: Flask) -> None:
    told = said(app, hotline="1022 12", text_en="Be at home <b>", text_vi="Ở nhà")
    assert 'href="tel:102212"' in told and "Be at home &lt;b&gt;" in told and "Ở nhà" not in told
