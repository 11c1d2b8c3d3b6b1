"""*Tell me here*: one press by whoever holds the link, whose browser is proven first; one press stops all of it."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases.models import Case
from connect.cases.word.models import CaseContact
from connect.deliveries.contacts.models import Contact, ContactSecret
from connect.gateways.push import keys
from connect.web import headers
from tests.builders import BEN_THANH, make_person, post_case
from tests.cases.word.test_dispatching import NEWS, claims, do
from tests.deliveries.ledger import send_all
from tests.gateways.push_service import Phone, PushService
from tests.visit import Visit


@pytest.fixture
def app(make_app: Callable[..., Flask], service: PushService) -> Iterator[Flask]:
    app = make_app(
        push_contact="mailto:a@example.vn", push_hosts=service.host, gateway_private=True, quiet_hours="",
        site_url="https://help.example.vn", moderation="peer_to_peer",
    )  # fmt: skip
    with app.app_context():
        with db.transaction():
            keys.ensure()
        service.site_key = keys.public()
        yield app
        db.session.remove()


def press(visit: Visit, token: str, phone: Phone, status: int = 303) -> None:
    told = {"endpoint": phone.endpoint, "p256dh": phone.keys.p256dh, "auth": phone.keys.auth}
    visit.post("cases.word", told, token=token, status=status)


def kept() -> tuple[int, int, int]:
    counts = (sa.select(sa.func.count()).select_from(one) for one in (CaseContact, Contact, ContactSecret))
    first, second, third = (db.session.scalar(one) or 0 for one in counts)
    return first, second, third


def test_one_press_on_her_own_page_and_her_phone_tells_her(app: Flask, service: PushService) -> None:
    case, token = post_case(BEN_THANH)
    visit, phone = Visit(app), service.phone()
    page = visit.get("cases.mine", token=token)
    assert "Báo tôi ở đây" in page.text and page.headers["Content-Security-Policy"] == headers.WORKER_CSP
    press(visit, token, phone)
    assert "1 trình duyệt được báo" in visit.get("cases.mine", token=token).text
    do(case, claims(make_person(verified=True)))
    send_all()
    assert [(said["title"], said["body"], said["link"]) for _, said in service.got] == [
        ("Connect: tin sẽ hiện ở đây", "", f"/cases/mine/{token}"), (NEWS, "", f"/cases/mine/{token}"),
    ]  # fmt: skip
    assert len({len(body) for body in service.bodies}) == 1


def test_the_same_press_again_is_the_same_and_one_press_forgets_it(app: Flask, service: PushService) -> None:
    _, token = post_case(BEN_THANH)
    visit, phone = Visit(app), service.phone()
    for _ in range(2):
        press(visit, token, phone)
    assert kept() == (1, 1, 1)
    visit.post("cases.word_stop", token=token)
    assert kept() == (0, 0, 0)
    assert "trình duyệt được báo" not in visit.get("cases.mine", token=token).text


def test_who_has_no_link_or_a_dead_one_gets_nothing(app: Flask, service: PushService) -> None:
    case, _ = post_case(BEN_THANH)
    stranger, phone = Visit(app), service.phone()
    stranger.get("cases.mine_list")
    for wrong in ("a" * 26, case.public_id, "1"):
        press(stranger, wrong, phone, status=404)
        stranger.post("cases.word_stop", token=wrong, status=404)
    assert kept() == (0, 0, 0) and service.got == []


def test_two_requests_of_one_browser_are_two_contacts_that_nothing_joins(app: Flask, service: PushService) -> None:
    visit, phone = Visit(app), service.phone()
    tokens = [post_case(BEN_THANH)[1] for _ in range(2)]
    for token in tokens:
        visit.get("cases.mine", token=token)
        press(visit, token, phone)
    rows = db.session.execute(sa.select(ContactSecret.address_hash, ContactSecret.address_sealed)).all()
    assert len(set(rows)) == 2 and len({one[0] for one in rows}) == 2
    visit.post("cases.word_stop", token=tokens[0])
    assert kept() == (1, 1, 1)


def test_an_address_that_nobody_can_write_to_is_not_kept(app: Flask, service: PushService) -> None:
    _, token = post_case(BEN_THANH)
    visit = Visit(app)
    visit.get("cases.mine", token=token)
    press(visit, token, service.phone(410))
    press(visit, token, Phone("https://elsewhere.example/push/1"))
    visit.post("cases.word", {"endpoint": ""}, token=token, status=303)
    assert kept() == (0, 0, 0)


def test_in_an_exercise_no_phone_rings(app: Flask, service: PushService) -> None:
    case, token = post_case(BEN_THANH)
    with db.transaction():
        db.session.get_one(Case, case.id).guarded = 3
    visit = Visit(app)
    visit.get("cases.mine_list")
    press(visit, token, service.phone(), status=404)
    assert kept() == (0, 0, 0) and service.got == []
