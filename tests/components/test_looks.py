"""A notice as each medium shows it: whole, with its parts, and with what does not fit."""

from types import SimpleNamespace

from connect.deliveries.ledger.owners import Said
from connect.notices.writing import sms
from connect.notices.writing.said import ZaloField
from tests.components.conftest import Piece

TEXT = "Nước lên nhanh."
LOOKS = SimpleNamespace(
    push=Said("Lên gác.", "Act now: Nước lên"), is_cut=True, sms=TEXT, parts=sms.parts(TEXT), plain="Nuoc len nhanh.",
    plain_parts=sms.parts("Nuoc len nhanh."), mail=Said("Lên gác.\n\nNgay.", "Act now"),
    zalo=[ZaloField("tieu_de", "x" * 12, 10), ZaloField("den_luc", "8:00", 30)],
)  # fmt: skip


def test_a_push_says_when_it_is_cut(piece: Piece) -> None:
    assert "the end is cut" in piece("looks", "push_looks", LOOKS)


def test_a_text_message_says_its_parts_with_marks_and_without(piece: Piece) -> None:
    said = piece("looks", "sms_looks", LOOKS)
    assert said.count("1 part, 15 letters") == 2 and "Nuoc len nhanh." in said and "VND" not in said


def test_the_field_of_the_template_that_is_too_long_is_named(piece: Piece) -> None:
    said = piece("looks", "zalo_looks", LOOKS)
    assert said.count("too long") == 1 and "2 letters too long: at most 10" in said.partition("den_luc")[0]
    assert "Lên gác." in piece("looks", "mail_looks", LOOKS)
