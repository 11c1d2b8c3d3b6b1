"""The answers of the asking form, looked over: what all will see stands apart from what a helper sees."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from wtforms import BooleanField, Form

from connect.text import phone_for_eyes
from tests.builders import details
from tests.components.conftest import Piece

HOME, SEEN = SimpleNamespace(name="Bến Thành"), SimpleNamespace(ward=SimpleNamespace(name="Bến Nghé"), wide_m=2400)


class Consent(Form):
    """The one question of the last step."""

    consent = BooleanField("I agree")


@pytest.fixture(autouse=True)
def labels(alone: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of wards without their table."""
    monkeypatch.setitem(alone.jinja_env.filters, "area_label", lambda ward: ward.name)


def said(piece: Piece, by: str = "position", **over: Any) -> tuple[str, str, str]:
    """What all, the helper, and helpers with an account read, of a household."""
    told = details(**{"phone": "+84912345678", **over})
    html = piece(
        "answers", "answers", Consent(), told, SimpleNamespace(by=by, ward=HOME), SEEN, ["We promise."],
        given={"phone": phone_for_eyes},
    )  # fmt: skip
    by_all, _, rest = html.partition('id="seen-by-helper"')
    by_helper, _, rest = rest.partition("</section>")
    return by_all, by_helper, rest


def test_the_place_that_all_will_see_is_not_the_one_that_was_told(piece: Piece) -> None:
    by_all, by_helper, _rest = said(piece)
    assert "somewhere around Bến Nghé" in by_all and "about 2.4 km wide" in by_all and "Bến Thành" not in by_all
    assert "Bến Thành" in by_helper and "exact position" in by_helper
    assert "exact position" not in said(piece, by="ward")[1]


def test_who_asks_for_another_is_told_too(piece: Piece) -> None:
    assert "Mai, <" not in said(piece)[1]
    _all, by_helper, _rest = said(piece, reporter_name="Mai", reporter_phone="+84987654321")
    assert "Mai" in by_helper and "0987 654 321" in by_helper


def test_words_and_household_stand_with_who_reads_them_or_not_at_all(piece: Piece) -> None:
    assert "Nhà hết &lt;gạo&gt;." in said(piece, words="Nhà hết <gạo>.")[2]
    assert 'id="seen-by-members"' not in said(piece, words="", vulnerable=0)[2]


def test_each_line_can_be_changed_and_one_button_sends(piece: Piece) -> None:
    html = "".join(said(piece))
    assert {f'name="edit" value="{step}"' in html for step in "1234"} == {True}
    assert html.count('type="submit"') == 1 and "We promise." in html
