"""The software never names a disease or a drug, shows a dose or a score, or says that waiting is safe."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from connect import db
from connect.advice import forms
from connect.incidents.signs import rules
from tests.advice.never import NEVER, all_in, found_in
from tests.advice.pages import shown

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = (
    "advice/*.html", "incidents/signs.html", "components/signs/*", "components/hotlines/*", "accounts/credential*.html",
    "cases/sent.html", "cases/refer.html", "cases/signs.html",
)  # fmt: skip
PYTHON = ("advice", "cases/signs", "cases/clinical", "incidents/signs", "accounts/credentials")
TABLES = ("advice_summaries", "case_signs", "sign_lists", "credentials")
FIELDS = {"said", "advised", "call_when", "again", "holds_wipe", "csrf_token"}


def templates() -> Iterator[tuple[str, str]]:
    for pattern in TEMPLATES:
        for path in sorted((ROOT / "templates").glob(pattern)):
            yield str(path.name), re.sub(r"\{#.*?#\}", " ", path.read_text(), flags=re.DOTALL)


def phrases() -> Iterator[tuple[str, str]]:
    """Each phrase of the feature's templates and code in both languages."""
    sources = [text for _, text in templates()] + [
        path.read_text() for folder in PYTHON for path in sorted((ROOT / "connect" / folder).glob("*.py"))
    ]
    whole = "\n".join(sources)
    with (ROOT / "connect/translations/vi/LC_MESSAGES/messages.po").open("rb") as file:
        for message in read_po(file):
            ids = (message.id,) if isinstance(message.id, str) else message.id
            if message.id and any(_is_said(one, whole) for one in ids):
                strings = (message.string,) if isinstance(message.string, str) else message.string
                yield from ((one, one) for one in (*ids, *strings))


def _is_said(phrase: str, whole: str) -> bool:
    return any(f"{mark}{phrase}{mark}" in whole for mark in ("'", '"')) or (phrase[:60] in whole and len(phrase) > 60)


def listed() -> Iterator[tuple[str, str]]:
    """The words of the list of signs in both languages; where they come from may be named by its title."""
    data = tomllib.loads((ROOT / "connect/incidents/signs/signs.toml").read_text())
    for row in [*data["band"], *data["sign"], *data["measure"]]:
        yield row["code"], f"{row['code']} {row['vi']} {row['en']}"


def columns() -> Iterator[tuple[str, str]]:
    for name in TABLES:
        for column in db.Base.metadata.tables[name].columns:
            yield f"{name}.{column.name}", column.name


def test_no_template_says_it() -> None:
    assert all_in(templates()) == []


def test_no_phrase_says_it_in_either_language() -> None:
    told = list(phrases())
    assert len(told) > 80, "the phrases were not found"
    assert all_in(told) == []


def test_the_list_of_signs_says_it_of_nobody() -> None:
    assert all_in(listed()) == []


def test_every_part_and_table_of_the_feature_is_walked() -> None:
    """A further folder, template or table of advice, signs or credentials has a line above."""
    told = ("advice", "signs", "clinical", "credential")
    named = [name for name in db.Base.metadata.tables if any(word in name for word in (*told, "sign_list"))]
    assert set(named) - set(TABLES) == set()
    folders = {str(one.parent.relative_to(ROOT / "connect")) for one in (ROOT / "connect").rglob("__init__.py")}
    assert {one for one in folders if one.rpartition("/")[2] in (*told, "credentials")} - set(PYTHON) == set()
    walked = {path for pattern in TEMPLATES for path in (ROOT / "templates").glob(pattern)}
    about = {
        path for path in (ROOT / "templates").rglob("*.html")
        if any(word in str(path.relative_to(ROOT / "templates")) for word in told)
    }  # fmt: skip
    assert {str(one) for one in about - walked} == set()


def test_no_table_has_a_column_for_it() -> None:
    assert all_in(columns()) == []


def test_the_form_of_a_summary_has_no_field_for_it(app: Flask) -> None:
    with app.test_request_context():
        assert {field.name for field in forms.SummaryForm()} == FIELDS


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_page_says_it(app: Flask, lang: str) -> None:
    assert all_in(shown(app, lang)) == []


@pytest.mark.parametrize(
    ("never", "planted"),
    [
        ("names a disease", "This looks like pneumonia."), ("names a disease", "Có thể là sốt xuất huyết"),
        ("names a disease", "diagnosis_sealed"), ("names a drug", "drug_name"), ("names a drug", "Cho uống thuốc"),
        ("gives a dose", "500 mg"), ("gives a dose", "dose"), ("gives a dose", "Liều dùng"),
        ("shows a score", "Score: 7"), ("shows a score", "tổng điểm 5"), ("says that waiting is safe", "You can wait."),
        ("says that waiting is safe", "Bạn yên tâm, chờ được"), ("says that waiting is safe", "SpO₂ is normal"),
    ],
)  # fmt: skip
def test_what_is_planted_is_found(never: str, planted: str) -> None:
    assert never in {one.never for one in found_in("planted", planted)}
    assert set(NEVER) >= {never}


def test_no_count_of_signs_is_made_into_a_number() -> None:
    """Two urgent answers are as urgent as one: levels are compared, never added up."""
    two = rules.answers_of("adult", ["cannot_drink", "belly_or_bleeding"], {})
    one = rules.answers_of("adult", ["cannot_drink"], {})
    assert rules.level_of(two) == rules.level_of(one) == rules.Level.U
