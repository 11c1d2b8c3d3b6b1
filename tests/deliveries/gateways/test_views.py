"""An admin reads which way out is closed, why and until when, and has it looked at before its time, in the log."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.crypto.audit_log import AuditEntry
from connect.gateways import media
from connect.gateways.base import Answer, Outcome
from connect.gateways.breaker.models import GatewayRow
from connect.gateways.breaker.rules import CLOSED_S, Limits
from connect.gateways.breaker.watch import SharedWatch
from tests.builders import make_person
from tests.visit import Visit

SET = {
    "sms_url": "https://sms.example.vn/x", "site_url": "https://help.example.vn", "sms_a_day": 500, "sms_per_s": 5.0,
}  # fmt: skip


@pytest.fixture
def visit(make_app: Callable[..., Flask]) -> Any:
    with (app := make_app(**SET)).app_context():
        yield Visit(app, "en").as_(make_person("admin"))
        db.session.remove()


def test_a_closed_one_says_why_and_is_opened_by_one_press_with_a_line_of_the_log(visit: Any, clock: Any) -> None:
    watch = SharedWatch({"sms": Limits(5.0, 500)})
    watch.leave("sms", 3)
    watch.note("sms", [Outcome(Answer.CLOSED, reason="http_401")])
    page = visit.get("deliveries.gateways")
    assert "It refuses our key" in page.text and "3 of 500 used today" in page.text
    visit.post("deliveries.gateway_open", {"gateway": "sms"}, 303)
    assert watch.leave("sms", 20).most == 1, "one letter finds out"
    line = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.what == "gateway_open")).one()
    assert (line.about, line.detail) == ("gateway sms", "http_401")
    watch.note("sms", [Outcome(Answer.TAKEN)])
    assert "Opened by hand" in visit.get("deliveries.gateways").text


def test_of_two_who_open_it_one_is_told_that_it_is_open(visit: Any, clock: Any) -> None:
    SharedWatch().note("push:fcm.example.com", [Outcome(Answer.CLOSED, reason="http_403")])
    assert "fcm.example.com" in visit.get("deliveries.gateways").text
    visit.post("deliveries.gateway_open", {"gateway": "push:fcm.example.com"}, 303)
    visit.post("deliveries.gateway_open", {"gateway": "push:fcm.example.com"}, 409)
    visit.post("deliveries.gateway_open", {"gateway": "nothing"}, 409)
    row = db.session.get_one(GatewayRow, "push:fcm.example.com", populate_existing=True)
    assert row.closed_until == clock.moment < clock.moment + timedelta(seconds=CLOSED_S)


def test_one_without_a_setting_is_said_to_be_recorded(visit: Any) -> None:
    assert visit.get("deliveries.gateways").text.count("messages are only recorded") == len(media.MEDIA) - 1
