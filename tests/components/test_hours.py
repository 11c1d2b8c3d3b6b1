"""Opening hours as a page says them, and the part of a form in which they are written."""

from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from connect.supplies.hours import expression, on_form
from connect.supplies.hours.telling import HoursTold
from connect.supplies.hours.words import Said
from tests.components.conftest import Piece


def test_what_is_known_of_hours_is_said_in_lines(piece: Piece) -> None:
    told = HoursTold(
        Said("open", "done", "Open until 18:00"), [("Monday – Saturday", "6:00–18:00")], [("05/02", "closed: Tết")],
        True, [("04/02 – 10/02", "Lunar New Year")],
    )  # fmt: skip
    said = piece("hours", "hours_told", told)
    assert 'class="tag done"' in said and "Open until 18:00" in said
    assert "<dt>Monday – Saturday</dt><dd>6:00–18:00</dd>" in said
    assert "04/02 – 10/02 (Lunar New Year)" in said and "closed: Tết" in said
    unknown = piece("hours", "hours_told", HoursTold(Said("unknown", "wait", "Not known"), [], [], False, []))
    assert "<dl" not in unknown and "Not known" in unknown


def test_a_form_shows_what_was_typed_and_what_is_wrong_at_its_row(piece: Piece, alone: Flask) -> None:
    typed = MultiDict({"hours-1-days": "0", "hours-1-from-1": "6:00", "hours-1-until-1": "25:00"})
    with alone.test_request_context(), force_locale("en"):
        part = on_form.posted(typed)
    said = piece("hours", "hours_fields", part)
    assert 'value="25:00"' in said and 'id="hours-1-error"' in said and said.count('aria-invalid="true"') == 6
    assert 'id="hours-1-0" name="hours-1-days" value="0" checked' in said


def test_what_is_used_is_not_folded_away(piece: Piece) -> None:
    empty, full = on_form.of(None), on_form.of(expression.read("Mo 06:00-11:00,13:00-18:00; Su 06:00-11:00; PH off"))
    assert '<details class="fold" open>' not in piece("hours", "hours_fields", empty)
    assert piece("hours", "hours_fields", full).count('<details class="fold" open>') == 2
