"""The words of a consent: in both languages, never edited, none given by default."""

import hashlib
import re

import pytest
from flask import Flask

from connect import db
from connect.cases import actions
from connect.cases.asking import consent
from tests.builders import post_case
from tests.cases.test_views_ask import FILLED
from tests.visit import Visit

# A consent is worth what it said; so no text that was ever on a form may change. A new promise is a new version.
FINGERPRINTS = {
    "2026-11": "d50fbc0093722000", "2026-11-25": "a523409cc8f74666", "2026-11-29": "a523409cc8f74666",
    "2026-11-30": "7e1d949925842161",
    "2026-12-01": "7e1d949925842161",
}  # fmt: skip
OF_HEALTH = {"2026-11-29": "b60dca969996015d", "2026-11-30": "b60dca969996015d", "2026-12-01": "b60dca969996015d"}


@pytest.mark.parametrize("version", consent.TEXTS)
def test_a_text_that_was_agreed_to_is_never_edited(version: str) -> None:
    found = hashlib.sha256(repr(sorted(consent.TEXTS[version].items())).encode()).hexdigest()[:16]
    assert FINGERPRINTS[version] == found, "leave the old text alone and write a new version"


@pytest.mark.parametrize("version", consent.HEALTH)
def test_a_text_on_health_that_was_agreed_to_is_never_edited_and_says_the_same_in_both_languages(version: str) -> None:
    texts = consent.HEALTH[version]
    assert OF_HEALTH[version] == hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()[:16]
    vi, en = (["{days}" in sentence for sentence in texts[lang]] for lang in ("vi", "en"))
    assert vi == en
    assert consent.health(f"{version}.14", "vi")
    assert consent.health("2026-11-25.14", "vi") == ()


@pytest.mark.parametrize("version", consent.TEXTS)
def test_both_languages_promise_the_same(version: str) -> None:
    vi, en = consent.TEXTS[version]["vi"], consent.TEXTS[version]["en"]
    assert len(vi) == len(en)
    assert ["{days}" in sentence for sentence in vi] == ["{days}" in sentence for sentence in en]


def looked_over(visit: Visit, **over: object) -> str:
    """The page where the answers are looked over, before anything is sent."""
    return visit.post("cases.ask", {name: x for name, x in {**FILLED, **over}.items() if name != "consent"}, 200).text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_form_and_the_privacy_page_show_the_text_that_is_recorded(app: Flask, lang: str) -> None:
    visit = Visit(app, lang)
    case, _ = post_case()
    recorded = consent.text(actions.secret_of(case).consent_version, lang)
    db.session.rollback()
    pages = {"where the answers are looked over": looked_over(visit), "privacy": visit.get("home.privacy").text}
    for name, page in pages.items():
        assert all(sentence in page for sentence in recorded), name
    assert "14" in recorded[3]


def test_no_box_is_ticked_before_she_ticks_it(visit: Visit) -> None:
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', looked_over(visit, vulnerable=[]))
    assert len(boxes) > 9
    assert [box for box in boxes if "checked" in box] == []
    assert any('name="consent"' in box for box in boxes)
