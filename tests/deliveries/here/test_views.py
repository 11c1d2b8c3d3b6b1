"""A helper lets this browser tell of the own cases by one press, and stops it by one."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.deliveries.contacts.models import Contact
from connect.gateways.push import keys
from tests.builders import make_person
from tests.gateways.push_service import Phone, PushService
from tests.visit import Visit


@pytest.fixture
def app(make_app: Callable[..., Flask], service: PushService) -> Iterator[Flask]:
    app = make_app(push_contact="mailto:a@example.vn", push_hosts=service.host, gateway_private=True)
    with app.app_context():
        with db.transaction():
            keys.ensure()
        service.site_key = keys.public()
        yield app
        db.session.remove()


def press(visit: Visit, phone: Phone) -> None:
    told = {"endpoint": phone.endpoint, "p256dh": phone.keys.p256dh, "auth": phone.keys.auth}
    visit.post("deliveries.here_begin", told)


def of_whom() -> list[int | None]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Contact.person_id).order_by(Contact.id)))


def test_one_press_begins_and_one_press_stops_one_s_own_browsers_alone(app: Flask, service: PushService) -> None:
    first, second = make_person(), make_person()
    numbers, shared = (first.id, second.id), service.phone()
    visits = [Visit(app), Visit(app)]
    for visit, person in zip(visits, (first, second), strict=True):
        visit.as_(person)
        visit.get("deliveries.here")
        press(visit, shared)
    assert of_whom() == [*numbers]
    assert "1 trình duyệt đang báo tin" in visits[0].get("deliveries.here").text
    visits[0].post("deliveries.here_stop")
    assert of_whom() == [numbers[1]]


def test_a_sixth_browser_takes_the_place_of_the_first_and_what_does_not_answer_is_not_kept(
    app: Flask, service: PushService
) -> None:
    visit = Visit(app)
    visit.as_(make_person())
    visit.get("deliveries.here")
    for _ in range(6):
        press(visit, service.phone())
    press(visit, service.phone(410))
    assert len(of_whom()) == 5
