"""A school sends a spreadsheet, looks over what was read, and finds it in the form."""

import io
import re
from typing import Any

import pytest
from flask import Flask

from connect import db
from connect.cases.collective.models import CollectiveCase
from tests.builders import make_person, make_school, make_teacher
from tests.visit import Visit
from tests.workbooks.test_opening import xlsx

AT = "/cases/collective/sheet"
SAID = "A device for online classes – grade 5: 30\N{NO-BREAK SPACE}pieces, lend."
HEADS = ["Grade", "Item", "Quantity", "Give or lend"]


@pytest.fixture
def visit(app: Flask) -> Visit:
    """A teacher in English, so that the words are those of the code."""
    return Visit(app, "en").as_(make_teacher(make_school()))


def bring(visit: Visit, file: bytes, status: int, name: str = "a.xlsx") -> Any:
    return visit.post(AT, {"file": (io.BytesIO(file), name)}, status)


def test_what_was_read_is_looked_over_and_goes_into_the_form(visit: Visit) -> None:
    page = bring(visit, xlsx([HEADS, ["5", "A device for online classes", 30, "lend"]]), 200)
    fields = dict(re.findall(r'name="(qty-device|words)" value="([^"]*)"', page.text))
    assert fields["qty-device"] == "30" and SAID in fields["words"]
    form = visit.post("/cases/collective/new", fields | {"edit": "1"}, 200)
    assert 'value="30"' in form.text and SAID in form.text
    assert not db.session.query(CollectiveCase).count()


def test_a_refused_file_says_which_rows_and_shows_no_name_again(visit: Visit) -> None:
    rows = [[n, "Giàng A Páo", 1, "give"] for n in range(1, 41)]
    page = bring(visit, xlsx([HEADS, *rows]), 422).text
    assert "Row 2:" in page and "And 10 more." in page
    assert "Páo" not in page
    assert "Choose the file" in visit.post(AT, {}, 422).text


def test_only_members_of_a_verified_school_come_near_it(app: Flask) -> None:
    stranger = Visit(app, "en").as_(make_person())
    stranger.get(AT, 403)
    stranger.get(f"{AT}.xlsx", 403)
    bring(stranger, xlsx([HEADS]), 403)


def test_the_empty_file_is_taken_home(visit: Visit) -> None:
    assert visit.client.get(f"{AT}.xlsx").data.startswith(b"PK")
