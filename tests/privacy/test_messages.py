"""Messages are shown without what leads to a phone, a door or an account, until contact is open; no account ever is."""

import pytest
from flask import Flask

from connect import config
from connect.cases.disclosure.masking.words import COVER
from connect.messages import masking
from tests.privacy import message_spellings as spellings, message_traces, messages

OPEN = "Gọi em 0912 345 678 nha, số nhà 12 hẻm 45 Lê Lợi, zalo lan123"


def test_no_phone_and_no_account_can_be_read_before_contact_is_open_and_honest_messages_are_left_alone() -> None:
    run = messages.read(seed=17)
    assert run.readable == []
    assert len(run.doors) <= run.doors_made * 0.02, run.doors
    assert len(run.touched) <= run.honest * 0.02, run.touched


def test_the_same_reading_finds_all_that_is_not_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "for_reader", lambda words, contact_open: words)
    run = messages.read(seed=17, count=60, honest=10)
    assert len(run.readable) == 40 and len(run.doors) == run.doors_made == 20


def test_a_number_of_which_only_the_start_is_covered_counts_as_readable() -> None:
    assert messages.is_readable(f"gọi {COVER} rồi 345 đuôi 678")
    assert messages.is_readable(f"{COVER} mươi chín, hai lăm, bảy tám")
    assert not messages.is_readable(f"gọi {COVER} lúc 8 giờ")


def test_opening_the_contact_opens_phones_and_doors_of_the_past() -> None:
    assert masking.for_reader(OPEN, contact_open=False).count(COVER) >= 2
    assert masking.for_reader(OPEN, contact_open=True) == OPEN


@pytest.mark.parametrize("words", [
    "stk 190345678910 techcom", "chuyển vô 1903 4567 8910 nha", "vcb không bảy một không không không một hai ba bốn",
    "số thẻ 9704 1234 5678 9012", "momo 0912345678", "stk: không bảy một rồi 234 đuôi 567",
    "cccd 079123456789", "Vietcombank ０７１００１２３４５６７８",
])  # fmt: skip
def test_an_account_stays_covered_when_contact_is_open(words: str) -> None:
    shown = masking.for_reader(words, contact_open=True)
    assert COVER in shown and not messages.is_readable(shown), shown


def test_of_the_corpus_no_account_can_be_read_when_contact_is_open_and_phones_can() -> None:
    made = list(spellings.made(seed=23, count=300))
    left = [one for kind, one, _ in made if kind == "account" and messages.is_readable(masking.for_reader(one, True))]
    assert left == []
    phones = [one for kind, one, _ in made if kind == "phone"]
    whole = [one for one in phones if masking.for_reader(one, True) == one]
    assert len(whole) > len(phones) * 0.8


def test_the_names_of_both_are_covered_until_contact_is_open() -> None:
    words, names = "Cô Lan ơi, em là Minh, Nguyễn Thị Lan phải không", ("Nguyễn Thị Lan", "Trần Minh")
    shown = masking.for_reader(words, False, names)
    assert "Lan" not in shown and "Minh" not in shown
    assert masking.for_reader(words, True, names) == words


def test_what_a_process_remembers_of_messages_says_nothing_of_what_they_hid() -> None:
    masking.for_reader(OPEN, contact_open=False)
    kept = " ".join(masking._kept.values())
    assert "0912" not in kept and "hẻm 45" not in kept and COVER in kept
    assert all(len(mark) == 16 for mark in masking._kept)


def test_a_process_remembers_no_more_messages_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "MOST_KEPT", 3)
    for n in range(9):
        masking.for_reader(f"tin thứ {n}", contact_open=False)
    assert len(masking._kept) <= 3


@pytest.mark.parametrize(("words", "told"), [
    ("xem https://vi-du.vn/x nha", True), ("maps.app.goo.gl/abc", True), ("vao trang zalo .me/x", True),
    ("vi-du chấm com", True), ("em để trước cửa", False), ("Hết gạo.Mẹ ốm", False), ("16.46, 107.59", False),
])  # fmt: skip
def test_a_link_is_told_of(words: str, told: bool) -> None:
    assert masking.has_link(words) is told


def test_nothing_that_was_said_or_shown_lies_anywhere_in_the_clear(app: Flask) -> None:
    traces, log = message_traces.seeded(app, seed=5, words=120, pictures=3)
    message_traces.look(app, traces, log)
    assert "endpoint=messages" in log
    assert (traces.in_words, traces.of_pictures) == (set(), set())


def test_the_same_reading_finds_a_word_in_a_file_and_a_position_in_a_picture(app: Flask) -> None:
    traces, log = message_traces.seeded(app, seed=6, words=40, pictures=1)
    (text, packed) = traces.positions[0]
    (config.current().instance / "planted").write_bytes(b"x" + packed + b"y")
    message_traces.look(app, traces, f"{log} {traces.words[7]}")
    assert traces.in_words == {traces.words[7]} and traces.of_pictures == {text}
