"""What the lines of the switchboard keep, and what holds where a case asks for several utilities."""

from types import MappingProxyType

import pytest

from connect.incidents import rules
from connect.incidents.rules import ServedBy, Settings


def test_settings_are_kept_and_read_again_unchanged() -> None:
    told = Settings(
        leases_s=MappingProxyType({0: 60, 3: 5}), fresh_s=9, interval_days=0, moderation="peer_to_peer", text_vi="Có",
        question_set=3, household_table="who", hotline="115", served_by=ServedBy.BOTH,
    )  # fmt: skip
    assert rules.settings_of(rules.kept(told)) == told
    assert rules.settings_of({"later": 1}) == Settings()


@pytest.mark.parametrize(("values", "least"), [((), None), ((None,), None), ((3, None, 2), 2)])
def test_the_strictest_of_several_holds(values: tuple[int | None, ...], least: int | None) -> None:
    assert rules.strictest(values) == least
