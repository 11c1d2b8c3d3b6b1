"""Alerts of others, with what is hard in the real ones: each is read, kept back or refused, and says why."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from bench import cap as bench
from connect.areas import queries as areas
from connect.notices.sources.cli import notices_cli
from connect.notices.sources.reading import places, plain_text, reader, shapes
from connect.notices.sources.reading.places import Gazetteer
from connect.notices.sources.reading.reader import FileRead, Read
from connect.notices.sources.reading.verdicts import HOLDING, REFUSING, Code
from connect.notices.sources.words import REASONS, said
from tests.notices import fuzz

FILES = Path(__file__).parent / "files"
NOW = datetime(2026, 11, 29, 3, tzinfo=UTC)
# File: outcome and reasons of every alert in it, all that is said.
ALERTS = {
    "alerts_that_end_in_a_year.cap": ("shown", "end_cut"),
    "along_the_date_line.xml": ("held", "place language"),
    "byte_order_mark_foreign_codes.cap": ("held", "place language"),
    "cancel_in_nine_languages_with_markup.xml": ("shown", "html ends"),
    "cancel_without_info.cap": ("shown", "signed ends"),
    "cap_1_1_fifty_codes_empty_outline.cap": ("held", "cap11 place"),
    "cap_1_1_plus_signs_and_commas.cap": ("shown", "cap11 repaired"),
    "code_names_beyond_ascii.cap": ("held", "place"),
    "crossing_outline.xml": ("shown", ""),
    "each_language_ends_by_itself.xml": ("shown", "ended_language"),
    "empty_outlines_hebrew.xml": ("held", "place language"),
    "ends_ten_years_before.xml": ("refused", "ends_before"),
    "envelope_of_59_alerts.edxlde": ("shown", ""),
    "exercise_restricted_crossing_outline.xml": ("held", "exercise restricted"),
    "latin_1_declared_signed_radius_0.cap": ("shown", "signed"),
    "many_points.xml": ("shown", "thinned"),
    "markup_in_texts.xml": ("shown", "html"),
    "no_description.xml": ("shown", ""),
    "no_end_two_languages.xml": ("shown", "no_end"),
    "no_namespace.cap": ("refused", "namespace"),
    "no_scope.cap": ("refused", "missing"),
    "only_codes_of_others.xml": ("held", "place language"),
    "over.cap": ("held", "over"),
    "parentheses_no_language_no_end.xml": ("held", "repaired no_end language"),
    "private_and_draft.cap": ("held", "draft private"),
    "receipt.cap": ("held", "receipt"),
    "reference_for_references_no_area.xml": ("held", "place"),
    "sent_without_offset.cap": ("refused", "value"),
    "several_outlines_long_text.xml": ("shown", ""),
    "test_and_signed.cap": ("held", "signed test"),
    "two_languages_two_signatures.xml": ("shown", "signed"),
    "unknown_severity_word.cap": ("refused", "value"),
    "update_of_what_is_not_there.xml": ("shown", "signed"),
    "update_that_names_itself.xml": ("shown", "self no_end"),
    "update_with_empty_references.cap": ("shown", ""),
    "update_with_nine_references_signed.cap": ("shown", "signed"),
    "update_with_parameters_and_resources.cap": ("shown", ""),
    "whole_country_by_code.cap": ("shown", ""),
    "wrong_namespace.cap": ("refused", "namespace"),
    "wrong_order.atom": ("shown", "no_end"),
    "wrong_order_swapped_circles_no_end.cap": ("held", "swapped no_end place"),
}
REFUSED = {
    "a_page.html": Code.NOT_CAP, "doctype_in_utf_16.cap": Code.DOCTYPE, "no_xml.txt": Code.XML,
    "doctype_with_external_entity.atom": Code.DOCTYPE, "doctype_with_external_entity.cap": Code.DOCTYPE,
    "entities_within_entities.cap": Code.DOCTYPE, "says_utf_8_holds_latin_1.atom": Code.XML,
}  # fmt: skip
COUNTS = {"alerts_that_end_in_a_year.cap": 18, "envelope_of_59_alerts.edxlde": 59}
LINKS = {"index_of_entries.atom": 163, "index.rss": 1}


@pytest.fixture
def known(app: Flask) -> Gazetteer:
    return places.gazetteer(areas.everywhere())


def the_file(name: str, known: Gazetteer, now: datetime = NOW) -> FileRead:
    return reader.read((FILES / name).read_bytes(), replace(known), now)


def only(name: str, known: Gazetteer) -> Read:
    (found,) = the_file(name, known).reads
    return found


def test_8_parsers_die_of_empty_references_order_of_elements_namespaces_and_encodings(known: Gazetteer) -> None:
    """Every sample ends as the table says, and none is left out; named like complaint 8, with the other 22 beside it in
    tests/notices/test_complaints.py."""
    for name, (outcome, codes) in ALERTS.items():
        found = the_file(name, known).reads
        told = {(str(one.outcome), " ".join(reason.code for reason in one.reasons)) for one in found}
        assert told == {(outcome, codes)}, name
        assert len(found) == COUNTS.get(name, 1), name
    for name, code in REFUSED.items():
        refusal = the_file(name, known).refusal
        assert refusal is not None and refusal.code == code, name
    for name, count in LINKS.items():
        assert len(the_file(name, known).links) == count, name
    assert {path.name for path in FILES.iterdir()} == {*ALERTS, *REFUSED, *LINKS}


def test_what_is_wrong_is_named_with_its_element_its_place_in_the_file_or_its_words(known: Gazetteer) -> None:
    assert only("no_scope.cap", known).reasons[-1].what == "scope"
    assert only("unknown_severity_word.cap", known).reasons[-1].what == "severity: Terrible"
    assert "cap:1:2" in only("wrong_namespace.cap", known).reasons[-1].what
    refusal = the_file("says_utf_8_holds_latin_1.atom", known).refusal
    assert refusal and refusal.what == "3:17"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_reason_has_words_that_say_what_it_is_about(app: Flask, lang: str) -> None:
    assert set(REASONS) == set(Code) and not HOLDING & REFUSING
    with app.test_request_context(), force_locale(lang):
        for code in Code:
            told = said(reader.Reason(code, "(§)"))
            assert "%" not in told and ("(§)" in told) == ("%(what)s" in str(REASONS[code]))


def test_places_are_those_of_the_code_or_what_the_shape_means(known: Gazetteer) -> None:
    """Complaint 7: outlines that cross themselves, are open, have garbage or are swapped."""
    assert [one.code for one in only("two_languages_two_signatures.xml", known).places] == ["26743"], (
        "not its neighbours"
    )
    assert [one.code for one in only("whole_country_by_code.cap", known).places] == ["VN"]
    here = {one.code for one in only("cap_1_1_plus_signs_and_commas.cap", known).places}
    assert "26743" in here and here == {one.code for one in only("parentheses_no_language_no_end.xml", known).places}
    assert only("wrong_order_swapped_circles_no_end.cap", known).places == (), "and not in the sea"


def test_an_outline_round_nearly_all_wards_of_a_province_means_the_province(known: Gazetteer) -> None:
    box = AlertAreaOf("20.4,105.1 21.6,105.1 21.6,106.2 20.4,106.2 20.4,105.1")
    found, swapped, cut = places.meant([box], replace(known))
    assert "01" in {one.code for one in found} and not swapped and not cut
    assert not [one for one in found if one.path.startswith("/VN/01/") and one.code != "01"], (
        "and none of its wards beside it"
    )


def AlertAreaOf(text: str) -> places.AlertArea:  # noqa: N802
    return places.AlertArea(description="x", outlines=(shapes.outline(text, lambda _code: None) or (),))


def test_the_end_is_the_last_of_its_languages_and_never_further_than_sixty_days(known: Gazetteer) -> None:
    each = only("each_language_ends_by_itself.xml", known)
    assert each.alert and [info.language for info in each.alert.infos] == ["vi"]
    assert each.ends_at == datetime(2026, 11, 29, 13, tzinfo=UTC)
    no_end = only("no_end_two_languages.xml", known)
    assert no_end.alert and no_end.ends_at and (no_end.ends_at - no_end.alert.sent).days == 1
    year = the_file("alerts_that_end_in_a_year.cap", known).reads[0]
    assert year.alert and year.ends_at and (year.ends_at - year.alert.sent).days == 60


def test_references_are_all_read_but_for_the_one_to_itself(known: Gazetteer) -> None:
    nine = only("update_with_nine_references_signed.cap", known).alert
    itself = only("update_that_names_itself.xml", known).alert
    assert nine and [one.identifier for one in nine.references] == [f"before-{n}" for n in range(9)]
    assert itself and [one.identifier for one in itself.references] == ["h-0"]


def test_markup_becomes_lines_and_scripts_are_gone(known: Gazetteer) -> None:
    alert = only("markup_in_texts.xml", known).alert
    assert alert and alert.infos[0].description == "Mưa to.\n\n- Kê cao\n- Tắt điện"
    assert plain_text.plain("gió <50 km/h & >3 m") == "gió <50 km/h & >3 m"


def test_one_bad_alert_never_stops_the_others(known: Gazetteer) -> None:
    good, bad = (FILES / "crossing_outline.xml").read_text("utf-8"), (FILES / "no_scope.cap").read_text("utf-8")
    both = "<alerts>" + "".join(one.split("\n", 1)[1] for one in (bad, good, bad)) + "</alerts>"
    found = reader.read(both.encode(), replace(known), NOW)
    assert [str(one.outcome) for one in found.reads] == ["refused", "shown", "refused"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("_many_elements", None), ("_deep", None), ("_many_outlines", Code.WIDE), ("_many_circles", None)],
)
def test_files_made_to_be_dear_are_read_within_their_limits(known: Gazetteer, name: str, code: Code | None) -> None:
    makers = {one.__name__: one for one in fuzz.DEAR}
    copy = replace(known)
    found = reader.read(makers[name](fuzz.random.Random(5)), copy, NOW)
    assert found.refusal is None or found.refusal.code in REFUSING
    assert copy.looks > -2 * places.MOST_LOOKS, "looking stops when the looks are used up"
    assert code is None or found.reads or found.refusal


def test_more_than_four_megabytes_500_alerts_or_500000_points_are_refused(known: Gazetteer) -> None:
    one = (FILES / "crossing_outline.xml").read_text("utf-8").split("\n", 1)[1]
    outline = f"<polygon>{'1,1 ' * 10_000}</polygon>"
    asked = {
        Code.LARGE: b"<alert>" + b" " * 4_000_000,
        Code.MANY_ALERTS: f"<alerts>{one * 501}</alerts>".encode(),
        Code.MANY_POINTS: f"<alerts>{fuzz._alert('x', area=outline) * 51}</alerts>".encode(),
    }
    for code, data in asked.items():
        refusal = reader.read(data, replace(known), NOW).refusal
        assert refusal is not None and refusal.code == code


def test_the_command_says_a_verdict_a_line_and_last_the_sums(app: Flask) -> None:
    asked = ["read", str(FILES), "--at", "2026-11-29T03:00", "--lang", "en"]
    *lines, last = app.test_cli_runner().invoke(notices_cli, asked).output.strip().splitlines()
    found = json.loads(last)
    assert set(found) == {"files", "alerts", "shown", "held", "refused", "crashed"}
    assert found["files"] == len(ALERTS) + len(REFUSED) + len(LINKS) and found["crashed"] == 0
    assert found["alerts"] == len(ALERTS) + sum(COUNTS.values()) - len(COUNTS)
    assert found["shown"] + found["held"] + found["refused"] == found["alerts"] + len(REFUSED)
    assert any("no_scope.cap: #1: refused: a required element is missing or empty: scope" in one for one in lines)


def test_a_reader_that_fails_is_counted_and_the_next_file_is_read(app: Flask, monkeypatch, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("a.xml", "b.xml"):
        (folder / name).write_text("<alerts/>")
    right, failing = reader.read, [KeyError("x")]

    def careless(data: bytes, *rest: object) -> FileRead:
        if failing:
            raise failing.pop()
        return right(data, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "read", careless)
    last = app.test_cli_runner().invoke(notices_cli, ["read", str(folder)]).output.strip().splitlines()[-1]
    assert json.loads(last) == {"files": 2, "alerts": 0, "shown": 0, "held": 0, "refused": 1, "crashed": 1}


def test_changed_files_never_make_the_reader_fail_and_the_harness_sees_it_when_they_do(
    known: Gazetteer, monkeypatch
) -> None:
    assert fuzz.mutated(40, 7, known)["crashed"] == 0
    monkeypatch.setattr(reader, "outcome_of", None)
    monkeypatch.setattr(reader.xml_guard, "parsed", lambda data: data[0])
    assert fuzz.mutated(5, 7, known)["crashed"] == 5


def test_notices_are_valid_alerts_and_come_back_as_they_went(app: Flask, monkeypatch) -> None:
    assert fuzz.written(15, 7) == {"written": 15, "invalid": 0, "different": 0}
    monkeypatch.setattr(fuzz, "expected", lambda alert: replace(alert, note="x"))
    assert fuzz.written(2, 7)["different"] == 2


def test_the_file_of_the_bench_is_read_whole(known: Gazetteer) -> None:
    data = bench.file(1)
    (found,) = reader.read(data, replace(known), bench.NOW).reads
    assert len(data) > 1_700_000 and 92_000 < data.count(b",") < 94_000
    assert found.alert and len(found.alert.infos[0].areas[0].outlines) == bench.OUTLINES
