"""No table that holds something of a person is forgotten: a download tells of it, and it is erased, or why not."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.accounts import actions as accounts, export
from connect.registry import personal_data
from tests.builders import make_person


def test_every_table_that_holds_something_personal_has_its_fate(bare_app: Flask) -> None:
    assert not personal_data.forgotten(db.Base.metadata.sorted_tables)


@pytest.fixture
def planted() -> Iterator[sa.Table]:
    """A table of a feature that points to people and announces nothing."""
    people = db.Base.metadata.tables["people"]
    yield sa.Table("planted", sa.MetaData(), sa.Column("person_id", sa.ForeignKey(people.c.id)))


def test_the_check_finds_a_table_that_was_forgotten(bare_app: Flask, planted: sa.Table) -> None:
    found = personal_data.forgotten([*db.Base.metadata.sorted_tables, planted])
    assert len(found) == 2 and all(one.startswith("planted: ") for one in found)


def test_the_check_finds_what_is_sealed_and_what_is_found_by_a_phone(bare_app: Flask) -> None:
    tables = [sa.Table(name, sa.MetaData(), sa.Column(name)) for name in ("words_sealed", "phone_hash", "colour")]
    found = " ".join(personal_data.forgotten(tables))
    assert "words_sealed: no" in found and "phone_hash: no" in found and "colour: no" not in found


def test_nothing_that_points_to_a_case_outlives_it(bare_app: Flask) -> None:
    assert not personal_data.left_behind(db.Base.metadata.sorted_tables)


def test_the_check_finds_a_table_that_would_outlive_its_case(bare_app: Flask) -> None:
    key = sa.Column("case_id", sa.ForeignKey(db.Base.metadata.tables["cases"].c.id))
    found = personal_data.left_behind([sa.Table("planted", sa.MetaData(), key)])
    assert len(found) == 1 and found[0].startswith("planted: ")


def test_a_fate_of_a_table_that_is_gone_is_found(bare_app: Flask) -> None:
    found = personal_data.forgotten([db.Base.metadata.tables["people"]])
    assert "roles: there is no such table" in found


def test_a_download_begins_with_the_site_and_tells_each_part(app: Flask) -> None:
    told = export.of_person(make_person())
    assert list(told)[:3] == ["site", "operator", "made_at"]
    assert set(told) - {"site", "operator", "made_at"} == set(personal_data.PARTS["person"])


def test_what_stands_right_is_erased_before_what_it_leans_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    person, seen = make_person(name="Hoa"), []
    mine = [*personal_data.ERASURES["person"], lambda one: seen.append(one.name)]
    monkeypatch.setitem(personal_data.ERASURES, "person", mine)
    with db.transaction():
        accounts.erase(person)
    assert (seen, person.name) == (["Hoa"], "–")
