"""The part of a form in which hours are written: what it reads, what it refuses at which row, what it gives back."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from connect.supplies.hours import expression, on_form
from connect.supplies.hours.on_form import HoursPart

DAILY = [str(day) for day in range(7)]


def posted(app: Flask, **fields: str | list[str]) -> HoursPart:
    """The part as it reads some fields; `hours_1_days` is `hours-1-days`."""
    with app.test_request_context(), force_locale("vi"):
        return on_form.posted(MultiDict({name.replace("_", "-"): value for name, value in fields.items()}))


def test_rows_holidays_and_dates_become_one_expression(app: Flask) -> None:
    part = posted(
        app, hours_1_days=["0", "1", "2", "3", "4"], hours_1_from_1="6h", hours_1_until_1="11:00", hours_1_from_2="13",
        hours_1_until_2="1800", hours_2_days="6", hours_2_from_1="18:00", hours_2_until_1="06:00", hours_holidays="y",
        dates_1_first="2027-02-05", dates_1_last="2027-02-09", dates_1_word='về "quê"; ăn Tết',
        dates_2_first="2027-02-10", dates_2_from_1="8:00", dates_2_until_1="10:00",
    )  # fmt: skip
    assert not part.faults and part.hours
    assert expression.written(part.hours) == (
        "Mo-Fr 06:00-11:00,13:00-18:00; Su 18:00-06:00; PH off; "
        '2027 Feb 05-2027 Feb 09 off "về ”quê”, ăn Tết"; 2027 Feb 10 08:00-10:00'
    )
    assert expression.read(expression.written(part.hours)) == part.hours


@pytest.mark.parametrize(
    ("fields", "at", "words"),
    [
        ({"hours_1_days": DAILY, "hours_1_from_1": "6:00", "hours_1_until_1": "25:00"}, "hours-1",
         "“25:00” không phải giờ"),
        ({"hours_1_days": DAILY, "hours_1_from_1": "6:00"}, "hours-1", "không chỉ 6:00"),
        ({"hours_1_from_1": "6:00", "hours_1_until_1": "7:00"}, "hours-1", "Hãy chọn những ngày"),
        ({"hours_1_days": DAILY, "hours_1_from_1": "6:00", "hours_1_until_1": "11:00", "hours_2_days": "0",
          "hours_2_from_1": "10:00", "hours_2_until_1": "12:00"}, "hours-2", "thứ Hai chồng lên nhau"),
        ({"hours_1_days": "6", "hours_1_from_1": "18:00", "hours_1_until_1": "6:00", "hours_2_days": "0",
          "hours_2_from_1": "5:00", "hours_2_until_1": "9:00"}, "hours-2", "thứ Hai chồng lên nhau"),
        ({"hours_2_days": "6"}, "hours-2", "Hãy ghi giờ mở và giờ đóng"),
        ({"dates_1_first": "2027-02-05"}, "dates-1", "giờ thường ngày"),
        ({"dates_1_word": "đám cưới"}, "dates-1", "ngày trên lịch"),
        ({"dates_1_first": "2027-02-05", "dates_1_last": "2027-02-01"}, "dates-1", "trước ngày đầu"),
        ({"dates_1_first": "2027-02-05", "dates_1_word": "x" * 61}, "dates-1", "60 ký tự"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_row_and_everything_typed_is_there(
    app: Flask, fields: dict[str, str | list[str]], at: str, words: str
) -> None:
    part = posted(app, **fields)
    assert [*part.faults] == [at] and words in part.faults[at]
    assert part.hours is None and part.errors[0].at == at
    if "hours_1_until_1" in fields:
        assert part.rows[0].spans[0][1] == fields["hours_1_until_1"]


def test_a_day_twice_is_refused_where_it_stands_again(app: Flask) -> None:
    usual = {"hours_1_days": DAILY, "hours_1_from_1": "6", "hours_1_until_1": "18"}
    part = posted(app, **usual, dates_1_first="2027-02-05", dates_1_last="2027-02-09", dates_2_first="2027-02-09")
    assert [*part.faults] == ["dates-2"]


def test_a_form_without_a_time_says_nothing_of_hours(app: Flask) -> None:
    part = posted(app, hours_1_days=DAILY, hours_holidays="y")
    assert part.hours is None and not part.faults


def test_hours_that_stand_are_shown_as_they_were_written_with_room_for_more(app: Flask) -> None:
    hours = expression.read('Mo-Sa 06:00-11:00,13:00-18:00; Su 18:00-06:00; PH off; 2027 Feb 05 off "về quê"')
    part = on_form.of(hours)
    assert [row.days for row in part.shown_rows()] == [["0", "1", "2", "3", "4", "5"], ["6"], [], []]
    assert part.rows[1].spans[0] == ("18:00", "6:00") and part.on_holidays
    assert (part.dates[0].first, part.dates[0].last, part.dates[0].word) == (date(2027, 2, 5).isoformat(), "", "về quê")
    fields = {f"{row.name}-days": row.days for row in part.rows} | {
        f"{row.name}-{word}-{n}": span[end]
        for row in [*part.rows, *part.dates] for n, span in enumerate(row.spans, 1)
        for end, word in enumerate(("from", "until"))
    }  # fmt: skip
    more = {"dates-1-first": "2027-02-05", "dates-1-word": "về quê", "hours-holidays": "y"}
    assert posted(app, **fields | more).hours == hours  # type: ignore[arg-type]
    assert on_form.of(None).rows[0].days == DAILY
