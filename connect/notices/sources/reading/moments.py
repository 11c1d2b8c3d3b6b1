"""Moments as feeds write them; one without an offset is none, because nobody can say when it is."""

import re
from datetime import UTC, datetime, timedelta, timezone

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s?(?:([Zz])|([+-])(\d\d):?(\d\d))", re.ASCII
)
DAY = 24 * 60


def moment(text: str) -> datetime | None:
    """A moment in UTC; None where it is none.

    >>> moment("2026-11-29T15:00:00+07:00"), moment("2026-11-29T15:00:00"), moment("2026-13-29T15:00:00Z")
    (datetime.datetime(2026, 11, 29, 8, 0, tzinfo=datetime.timezone.utc), None, None)
    """
    found = _MOMENT.fullmatch(text.strip()[:40])
    if found is None:
        return None
    year, month, day, hour, minute, second, _zulu, sign, hours, minutes = found.groups()
    away = 0 if not sign else int(f"{sign}1") * (int(hours) * 60 + int(minutes))
    try:
        zone = timezone(timedelta(minutes=away))
        parts = int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59)
        return datetime(*parts, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
