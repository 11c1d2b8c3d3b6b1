"""The questions for signs of danger, and the answers as those read them who may."""

import re
from types import SimpleNamespace

from connect.incidents.signs.rules import CURRENT
from tests.components.conftest import Piece


def _fields(band: str = "", *ticked: str, **faults: str) -> SimpleNamespace:
    named = {f"sign-{code}": why for code, why in faults.items()}
    return SimpleNamespace(wants="", list=CURRENT, band=band, ticked=set(ticked), typed={}, faults=named)


def test_the_age_is_asked_before_anything_else(piece: Piece) -> None:
    said = piece("signs", "sign_fields", _fields(), True, given={"lang": "en"})
    assert said.index('name="age-band"') < said.index('type="checkbox"')
    assert len(re.findall(r"<fieldset[^>]* hidden", said)) == 2, "signs and values come once the age is known"
    assert 'name="signs-seen" value=""' in said


def test_only_the_signs_of_the_age_can_be_ticked(piece: Piece) -> None:
    said = piece("signs", "sign_fields", _fields("under_1_year"), True, given={"lang": "en"})
    for sign in CURRENT.signs.values():
        (field,) = re.findall(rf'<input type="checkbox" name="sign-{sign.code}"[^>]*>', said)
        assert (" disabled" in field) is ("under_1_year" not in sign.levels), sign.code


def test_a_sign_that_is_an_emergency_is_marked_so_that_the_number_shows_at_the_tick(piece: Piece) -> None:
    said = piece("signs", "sign_fields", _fields("under_2_months", "dry"), True, given={"lang": "en"})
    (field,) = re.findall(r'<input type="checkbox" name="sign-dry"[^>]*>', said)
    assert " checked" in field and " data-now" in field
    assert 'class="note grave call-now" role="alert"' in said and 'href="tel:115"' in said


def test_what_is_wrong_stands_at_its_field(piece: Piece) -> None:
    said = piece("signs", "sign_fields", _fields("adult", spo2="too much"), True, given={"lang": "en"})
    assert re.search(r'id="sign-spo2-error">.*too much', said)
    assert re.search(r'name="sign-spo2"[^>]*aria-invalid="true" aria-describedby="sign-spo2-error"', said)


def test_the_number_stands_with_what_to_say_and_how_to_go_on(piece: Piece) -> None:
    said = piece("signs", "call_now", True)
    assert 'href="tel:115"' in said and "Say: how old the person is" in said and "Your request is saved" in said


def test_what_was_not_measured_is_said_and_nothing_is_called_fine(piece: Piece) -> None:
    line = SimpleNamespace(words="Oxygen", level=0, value=None)
    told = SimpleNamespace(level=0, band="", grave=[], others=[line], version="", at=None)
    said = piece("signs", "signs_told", told)
    assert (
        "Not measured:</b> Oxygen" in said
        and "That says nothing about how ill the person is." in said
        and "not said" in said
    )
