"""Where a credential stands, by a table."""

from datetime import UTC, datetime, timedelta

import pytest

from connect.accounts.credentials import rules

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(days=1), NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("checked_at", "until", "end", "answered_for", "stands"),
    [
        (None, None, None, True, "waits"),
        (EARLIER, LATER, None, True, "holds"),
        (EARLIER, LATER, None, False, "suspended"),
        (EARLIER, NOW, None, True, "lapsed"),
        (EARLIER, EARLIER, None, False, "lapsed"),
        (EARLIER, LATER, "revoked", True, "revoked"),
        (None, None, "refused", True, "refused"),
        (EARLIER, LATER, "withdrawn", True, "withdrawn"),
    ],
)
def test_a_credential_stands_where_the_table_says(
    checked_at: datetime | None, until: datetime | None, end: str | None, answered_for: bool, stands: str
) -> None:
    found = rules.standing(checked_at=checked_at, until=until, end=end, answered_for=answered_for, now=NOW)
    assert found == stands


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert rules.number_as_kept(" 001234/hcm-cchn ") == rules.number_as_kept("001234 HCM CCHN") == "001234HCMCCHN"
