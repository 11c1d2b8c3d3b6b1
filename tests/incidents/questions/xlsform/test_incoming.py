"""A workbook comes in as it went out; what cannot be read is told by its row, and what could do harm is not opened."""

import io
import random
import zipfile
from typing import Any

import openpyxl
import pytest

from connect.incidents.questions import shipped
from connect.incidents.questions.xlsform import incoming, opening, writing
from tests.questions import workbooks
from tests.questions.forms import form

HEADS = ["type", "name", "label::Tiếng Việt (vi)", "label::English (en)"]


def book(survey: list[list[Any]], choices: list[list[Any]] | None = None, heads: list[str] | None = None) -> bytes:
    """A workbook as an aid worker makes one."""
    made = openpyxl.Workbook()
    made.active.title = "survey"
    for row in [heads or HEADS, *survey]:
        made.active.append(row)
    sheet = made.create_sheet("choices")
    for row in [["list_name", "name", "label::Vietnamese (vi)", "label::English"], *(choices or [])]:
        sheet.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def troubles(file: bytes) -> list[tuple[int, str]]:
    return [(one.row, one.why) for one in incoming.read(file).troubles]


@pytest.mark.parametrize("utility", sorted(shipped.UTILITIES))
def test_the_shipped_sets_come_back_as_they_went_out(utility: str) -> None:
    body = shipped.body(utility)
    found = incoming.read(writing.workbook(body, utility, "Câu hỏi", 3))
    assert not found.troubles
    assert [workbooks.plain(one) for one in found.questions] == [workbooks.plain(one) for one in body["questions"]]


def test_random_sets_come_back_as_they_went_out() -> None:
    dice = random.Random(14)
    counts = workbooks.compared([form(dice) for _ in range(25)])
    assert (counts["roundtrip_lost"], counts["pyxform_failed"]) == (0, 0)


def test_the_harness_finds_what_is_lost() -> None:
    dice = random.Random(14)
    forms = [form(dice) for _ in range(25)]
    assert workbooks.compared(forms, lambda one: {**one, "required": True})["roundtrip_lost"] > 0
    assert workbooks.compared(forms, lambda one: {**one, "code": "a b"})["pyxform_failed"] > 0


def test_a_workbook_of_somebody_else_is_understood() -> None:
    file = book(
        [
            ["start", "start"],
            ["begin group", "water", "Nước", "Water", "${n} >= 1"],
            ["select one c", "deep", "Sâu?", "Deep?", "", "TRUE()"],
            ["end group"],
            ["select_multiple c", "more", "Gì?", "What?", "selected(${deep}, 'knee')"],
        ],
        [["c", "knee", "Gối", "Knee"], ["c", "roof", "Mái", "Roof"]],
        [*HEADS, "relevant", "required", "$kuid"],
    )
    assert troubles(file) == [(3, "pyxform")], "no question n stands there"
    file = book([["integer", "n", "Mấy?", "How many?", ". >= 0 and . <= 9"]], heads=[*HEADS, "constraint"])
    assert incoming.read(file).questions[0] == {
        "code": "n", "type": "number", "label": {"vi": "Mấy?", "en": "How many?"}, "from": 0, "to": 9,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "heads", "told"),
    [
        (["geopoint", "x", "a", "b"], [], "type"), (["begin_repeat", "x", "a", "b"], [], "type"),
        (["calculate", "x", "a", "b", "1 + 1"], ["calculation"], "type"), (["image", "x", "a", "b"], [], "type"),
        (["select_one gone", "x", "a", "b"], [], "type"), (["select_one c or_other", "x", "a", "b"], [], "type"),
        (["text", "x", "a", "b", "w1"], ["appearance"], "column"),
        (["text", "x", "a", "b", ". > 3"], ["constraint"], "constraint"),
        (["integer", "x", "a", "b", ". > 3"], ["constraint"], "constraint"),
        (["text", "x", "a", "b", "not(${n} = 1)"], ["relevant"], "relevant"), (["end_group"], [], "open_group"),
        (["text", "n", "a", "b"], [], "pyxform"), (["text", "x", "a", "b", "${n} = 'x'"], ["relevant"], "fault"),
        (["text", "B", "a", "b"], [], "fault"), (["text", "x", "a", "b", "${later} = 1"], ["relevant"], "pyxform"),
        (["text", "x", "a", "b", "gods"], ["connect_shown_to"], "fault"),
    ],
)  # fmt: skip
def test_what_lies_outside_of_the_subset_is_refused_with_its_row(row: list[Any], heads: list[str], told: str) -> None:
    first = ["integer", "n", "Mấy?", "How many?"]
    file = book([first, row], [["c", "a", "A", "A"]], [*HEADS, *heads])
    found = troubles(file)
    assert {why for _, why in found} == {told}
    assert told == "pyxform" or [line for line, _ in found] == [3]


def test_a_thirteenth_question_is_refused_with_its_row() -> None:
    file = book([["text", f"q{n}", "a", "b"] for n in range(13)])
    assert troubles(file) == [(14, "fault")]


def _packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"", "no_workbook"), (b"type,name\ntext,a\n", "no_workbook"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "no_workbook"), (b"x" * 300_000, "large"),
        (_packed(xl__vbaProject="x"), "macros"), (_packed(xl__externalLinks__a="x"), "macros"),
        (_packed(a=b"0" * 3_900_000), "bomb"), (_packed(**{f"p{n}": b"x" for n in range(200)}), "bomb"),
        (_packed(a=b"x"), "no_workbook"), (book([["text", f"q{n}", "a", "b"] for n in range(5000)]), "rows"),
    ],
)  # fmt: skip
def test_what_could_do_harm_is_not_opened(file: bytes, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if told in ("large", "macros", "bomb"):
        monkeypatch.setattr(opening, "openpyxl", None)
    assert troubles(file) == [(0, told)]


def test_nothing_in_the_workbook_is_a_formula() -> None:
    body = {"questions": [{"code": "a", "type": "text", "label": {"vi": "=1+1", "en": '=HYPERLINK("x")'}}]}
    made = openpyxl.load_workbook(io.BytesIO(writing.workbook(body, "food", "=2", 1)))
    assert {cell.data_type for sheet in made for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert made["survey"]["C2"].value == "=1+1"
