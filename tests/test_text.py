"""Vietnamese text as people write it."""

import unicodedata
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given, strategies as st

from connect.crypto.tokens import new_public_id, spoken
from connect.text import (
    MARKS_IN_A_ROW,
    bounded,
    clean,
    folded,
    heard,
    one_line,
    phone_for_eyes,
    phone_to_dial,
    phone_to_e164,
    phones_in,
    takes_sms,
    whole_number,
)

CODE = Path(__file__).resolve().parents[1] / "connect"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("0 9 1 2-345.678", "+84912345678"),
        ("(091) 234-5678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("912345678", "+84912345678"),
        ("\uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "+84912345678"),
        ("01234567890", "+84834567890"),
        ("0169 123 4567", "+84391234567"),
        ("028 3829 7345", "+842838297345"),
        ("+1 212 555 2368", "+12125552368"),
        ("+84 1689 123 456", "+84389123456"),
        ("841689123456", "+84389123456"),
        ("0084 1689 123 456", "+84389123456"),
        ("1689 123 456", "+84389123456"),
        ("+84 121 234 5678", "+84792345678"),
        ("+84 (0) 912 345 678", "+84912345678"),
        ("0912\u2011345\u2011678", "+84912345678"),
        ("0912\u2013345\u2013678", "+84912345678"),
        ("0912·345·678", "+84912345678"),
        ("0912,345,678", "+84912345678"),
        ("0912_345_678", "+84912345678"),
        ("0912/345/678", "+84912345678"),
        ("SĐT: 0912 345 678", "+84912345678"),
        ("0912345678 (chị Hoa)", "+84912345678"),
        ("0912345678 (chị Hoa, nhà 12)", "+84912345678"),
        ("Zalo 0912345678", "+84912345678"),
        ("tel:0912345678", "+84912345678"),
        ("zalo.me/0912345678", "+84912345678"),
        ("https://zalo.me/0912345678", "+84912345678"),
        ("O912 345 678", "+84912345678"),
        ("09l2345678", "+84912345678"),
        ("o9I234567O", "+84912345670"),
        ("0912345678 / 0987654321", "+84912345678"),
        ("0335431000 \u2013 0905113000", "+84335431000"),
        ("0912345678 hoặc 0987654321", "+84912345678"),
        ("0912 345 678 0987 654 321", "+84912345678"),
        ("1900 6448", "+8419006448"),
        ("0912345678 901234", None),
        ("0912345678, 98765", None),
        ("nhà 12 tổ 5", None),
        ("0912345678" * 30, None),
        ("0 " * 90, None),
        ("113", None),
        ("", None),
        ("   ", None),
        ("0912", None),
        ("09123456789012345", None),
        ("0912a45678", None),
        ("+", None),
        ("++84912345678", None),
        ("0000000000", None),
        ("1234567890", None),
        ("\u0660\u0669\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", "+84912345678"),
    ],
)
def test_a_phone_is_understood_or_refused(written: str, meant: str | None) -> None:
    assert phone_to_e164(written) == meant


def test_the_short_way_to_a_mobile_number_says_what_the_library_says() -> None:
    for prefix in range(100, 1000):
        number = f"0{prefix}123456"
        valid = phonenumbers.is_valid_number(phonenumbers.parse(number, "VN"))
        assert phone_to_e164(number) == (f"+84{number[1:]}" if valid else None), number


def test_letters_that_need_no_cleaning_are_their_own_normal_form() -> None:
    for letter in map(chr, [*range(0x20, 0x7F), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)]):
        assert clean(f"a{letter}b") == clean(f"a{letter}b\u200b") == unicodedata.normalize("NFC", f"a{letter}b")


def test_a_second_number_in_the_field_is_not_lost() -> None:
    for typed in ("0912345678 / 0987654321", "0912345678 hoặc 0987654321", "0912 345 678 - 0987 654 321"):
        assert phones_in(typed) == ["+84912345678", "+84987654321"], typed


def test_a_service_number_is_dialled_as_it_is_written_and_gets_no_text_message() -> None:
    assert (phone_to_dial("+8419006448"), phone_to_dial("+84912345678")) == ("19006448", "+84912345678")
    numbers = ("+8419006448", "+842838297345", "+84912345678", "+12125552368", "nothing")
    assert [takes_sms(one) for one in numbers] == [False, False, True, True, False]


def test_a_whole_number_is_figures_alone_and_as_many_as_fit() -> None:
    assert [whole_number(text) for text in ("12", "007", "999999999")] == [12, 7, 999_999_999]
    assert {whole_number(text) for text in ("", None, "-1", "1.5", "²", "٣", "1234567890", "9" * 5000)} == {None}


def test_an_id_is_heard_as_it_was_spoken() -> None:
    known = new_public_id()
    assert [heard(text) for text in (spoken(known), f" {known.lower()}\n", f"{known[:4]}-{known[4:]}.", None)] == [
        known
    ] * 3 + [""]


def test_a_phone_is_shown_as_it_is_dialled_at_home() -> None:
    assert phone_for_eyes("+84912345678") == "0912 345 678"
    assert phone_for_eyes("nothing") == "nothing"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "hòa"),
        ("Đống Đa", "dong da"),
        ("thuỷ", "THỦY"),
        ("be\u0302\u0301n", "bến"),
        ("Cư M’gar", "cu m'gar"),
        ("  a \n b ", "a b"),
    ],
)
def test_folding_makes_alike_what_people_mean_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Lan\u200b\u202eHoa", "LanHoa"),
        ("a\x00b\x07", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("  a\u00a0  b ", "a b"),
        ("be\u0302\u0301n", "bến"),
        ("\ud800x", "x"),
    ],
)
def test_text_is_kept_without_what_nobody_sees(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_cleaning_and_folding_twice_is_the_same_as_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert folded(folded(text)) == folded(text)
    assert "\n" not in one_line(text)


@given(st.text())
def test_any_text_is_a_phone_in_one_spelling_or_none(text: str) -> None:
    found = phone_to_e164(text)
    assert found is None or phone_to_e164(found) == found


# --- Runs of combining marks ------------------------------------------------------------------------------


def longest_run(text: str) -> int:
    """The most marks behind one letter, as a normal form sorts them."""
    most = run = 0
    for c in unicodedata.normalize("NFKD", text):
        run = run + 1 if unicodedata.combining(c) else 0
        most = max(most, run)
    return most


MARKS = {
    "two in turn": "\u0301\u0327",
    "what falls apart into marks": "\u0f73",
    "one behind what is dropped": "\u0301\u200d\u0327\u00ad",
    "one behind a control": "\u0301\x1c\u0327\x0b",
    "beyond the first plane": "\U0001d165\u0301",
    "unassigned between": "\u0301\u0378\u0327\U000e0fff",
    "half-width": "\uff9e\u0301",
}


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_no_run_of_marks_is_left_to_be_sorted(marks: str) -> None:
    kept = bounded("a" + marks * 200)
    bare = "".join(c for c in kept if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    assert longest_run(bare) <= 2 * MARKS_IN_A_ROW


@pytest.mark.parametrize("text", ["tiếng Việt", "be\u0302\u0301n", "e\u0323\u0302\u0301", "👨‍👩‍👧‍👦🏳️‍🌈", "ทั้งที่ "])
def test_what_people_write_keeps_its_marks(text: str) -> None:
    assert bounded(text * 50) == text * 50


def test_no_other_module_normalises() -> None:
    ours = [path for path in CODE.rglob("*.py") if "normalize(" in path.read_text("utf-8")]
    assert ours == [CODE / "text.py"], "call text.normal: it bounds the runs of marks first"
