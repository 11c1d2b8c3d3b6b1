"""The words of windows, in both languages: never a bare date, always the weekday and the hour, in the site's zone."""

from datetime import datetime, timedelta

from flask_babel import gettext as _, lazy_gettext as _l, to_user_timezone

from connect import clock, formatting
from connect.areas.queries import Place
from connect.cases.disclosure.masking.accounts import without_accounts
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Phase, Times, Verb

WEEKDAYS = (_l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"))
PARTS = {
    "morning": _l("%(day)s morning, %(hours)s"),
    "afternoon": _l("%(day)s afternoon, %(hours)s"),
    "evening": _l("%(day)s evening, %(hours)s"),
    "day": _l("%(day)s, %(hours)s"),
}
PHASES = {
    Phase.PLANNED: _l("opens later"),
    Phase.OPEN: _l("takes orders"),
    Phase.FULL: _l("all places taken"),
    Phase.CLOSED: _l("orders are closed"),
    Phase.OVER: _l("over"),
    Phase.CANCELLED: _l("cancelled"),
}
TONES = {Phase.OPEN: "done", Phase.FULL: "need", Phase.PLANNED: "taken", Phase.CANCELLED: "grave"}
VERBS = {
    Verb.MAKE: _l("Planned"), Verb.CHANGE: _l("The plan was changed"), Verb.ADD: _l("Numbers were changed"),
    Verb.SHOPS: _l("Its shops were changed"), Verb.LATER: _l("Moved to later"), Verb.CANCEL: _l("Cancelled"),
}  # fmt: skip


STOPPED = {
    "prices": _l("the prices are too high"), "not_brought": _l("what was ordered did not come"),
    "unsafe": _l("it is not safe for households or helpers"), "not_agreed": _l("it was not agreed with us"),
    "other": _l("another reason"),
}  # fmt: skip


def words(window: ShoppingWindow) -> str:
    """When the last order is taken and when it comes: "Chốt đơn 17:00 thứ Ba 1/12, giao sáng thứ Tư 6-11 giờ"."""
    return of_times(window.times)


def of_times(times: Times) -> str:
    """The words of some times."""
    near = to_user_timezone(times.deliver_from).date() - to_user_timezone(times.cut_off_at).date() < timedelta(days=7)
    return _(
        "Order by %(cut_off)s, delivered %(delivery)s", cut_off=at(times.cut_off_at),
        delivery=between(times.deliver_from, times.deliver_until, with_date=not near),
    )  # fmt: skip


def at(moment: datetime) -> str:
    """A moment with its weekday: "17:00 thứ Ba 1/12"."""
    here = to_user_timezone(moment)
    return _("%(hour)s on %(day)s", hour=_hour(here), day=_day(here))


def between(since: datetime, until: datetime, *, with_date: bool = True) -> str:
    """A span with its weekday and the part of the day: "sáng thứ Tư 2/12 6-11 giờ"; without the date where one stands
    beside it already."""
    here, end = to_user_timezone(since), to_user_timezone(until)
    if here.date() != end.date():
        return _("from %(since)s to %(until)s", since=at(since), until=at(until))
    day = _day(here) if with_date else str(WEEKDAYS[here.weekday()])
    return PARTS[_part(here, end)] % {"day": day, "hours": _hours(here, end)}


def _hour(here: datetime) -> str:
    return f"{here.hour}:{here:%M}"


def _hours(here: datetime, end: datetime) -> str:
    """Two hours of one day: "6-11 giờ", "6:30-11 giờ"; in English "6:00–11:00"."""
    if formatting.language() == "en":
        return f"{_hour(here)}–{_hour(end)}"
    since, until = (_hour(one) if one.minute else str(one.hour) for one in (here, end))
    return f"{since}-{until} giờ"


def _day(here: datetime) -> str:
    date = f"{here.day}/{here.month}"
    if here.year != to_user_timezone(clock.now()).year:
        date += f"/{here.year}"
    return f"{WEEKDAYS[here.weekday()]} {date}"


def _part(here: datetime, end: datetime) -> str:
    """The part of a day in which a span lies."""
    if end.hour + (end.minute > 0) <= 12:
        return "morning"
    if here.hour >= 18:
        return "evening"
    return "afternoon" if here.hour >= 12 else "day"


def weekdays(bits: int) -> str:
    """Some days of the week: "thứ Ba, thứ Năm"."""
    return ", ".join(str(name) for n, name in enumerate(WEEKDAYS) if bits >> n & 1)


def clock_words(times: Times) -> str:
    """The hours of times that come again: "chốt đơn 17:00, giao sáng thứ Tư 6-11 giờ"."""
    return _(
        "last order %(hour)s, delivered %(delivery)s", hour=_hour(to_user_timezone(times.cut_off_at)),
        delivery=between(times.deliver_from, times.deliver_until, with_date=False),
    )  # fmt: skip


def office(place: Place | None) -> str:
    """The authority of an area, for the public: "Chính quyền phường Bến Thành"."""
    if place is None or place.parent_id is None:
        return _("The authority of the area")
    return _("The authority of %(place)s", place=place.name)


def note(window: ShoppingWindow) -> str:
    """The note on fees as everybody reads it, without the number of any account."""
    return without_accounts(window.note)


def price(dong: int) -> str:
    """A sum in đồng: "299.000 đ"."""
    return f"{formatting.number(dong)} đ"


def weight(grams: int) -> str:
    """A weight in kilogrammes: "5,2 kg"; below one in grammes."""
    if grams < 1000:
        return f"{grams} g"
    return f"{formatting.number(round(grams / 1000, 1) if grams % 1000 else grams // 1000)} kg"
