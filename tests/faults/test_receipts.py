"""Each message stands where its own receipts say, in whatever order they come. `make faults` sends 100,000."""

import pytest
from flask import Flask

from connect.deliveries.receipts import rules
from tests.faults import receipts

SOUND = {"wrong": 0, "forged": 0}


def test_shuffled_doubled_and_forged_receipts_leave_each_message_where_it_is(bare_app: Flask) -> None:
    told = receipts.suffer(bare_app, 300, 1, receipts.in_this_process)
    assert {name: told[name] for name in SOUND} == SOUND
    assert told["messages"] > 100


def test_the_same_harness_finds_a_site_that_believes_everybody(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "is_signed", lambda *_: True)
    assert receipts.suffer(bare_app, 200, 2, receipts.in_this_process)["forged"] > 0
