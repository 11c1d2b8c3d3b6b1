"""What is wiped when: each rule by its own span, and one that fails keeps no other from running."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from connect import config
from connect.registry import retention


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, retention.Rule]]:
    """No rules but those of the test."""
    mine: dict[str, retention.Rule] = {}
    monkeypatch.setattr(retention, "RULES", mine)
    yield mine


def test_each_rule_is_asked_with_the_moment_of_its_own_span(app: Flask, clock, rules) -> None:
    seen = []
    for name, span in (("a", "keep_personal_days"), ("b", timedelta(hours=5))):
        retention.rule(name, span, due=lambda before: 1, wipe=lambda before: seen.append(before) or 2)
    assert retention.run(dry_run=True) == {"a": 1, "b": 1} and not seen
    assert retention.run() == {"a": 2, "b": 2}
    days = timedelta(days=config.current().keep_personal_days)
    assert seen[1] - seen[0] == days - timedelta(hours=5)


def test_a_rule_that_fails_keeps_no_other_from_running_and_is_not_hidden(app: Flask, rules) -> None:
    seen = []

    def fails(before: object) -> int:
        raise OSError("full")

    retention.rule("a", timedelta(), due=fails, wipe=fails)
    retention.rule("b", timedelta(), due=fails, wipe=lambda before: seen.append(before) or 1)
    with pytest.raises(OSError, match="full"):
        retention.run()
    assert len(seen) == 1


def test_a_span_is_a_setting_that_there_is_and_a_name_is_taken_once(rules) -> None:
    with pytest.raises(ValueError, match="keep_ever_days is no setting"):
        retention.rule("a", "keep_ever_days", due=len, wipe=len)  # type: ignore[arg-type]
    retention.rule("a", "keep_personal_days", due=len, wipe=len)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="a is announced already"):
        retention.rule("a", "keep_personal_days", due=len, wipe=len)  # type: ignore[arg-type]
