"""A site whose pushes go to a service on loopback, whose mails and messages are recorded, and its followers."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from connect import config, db
from connect.areas import queries as areas
from connect.deliveries.ledger.store import line
from connect.deliveries.sending import sender
from connect.gateways.media import outbox
from connect.gateways.push import keys
from connect.gateways.recording import Recorded, recorded
from connect.notices.channels import actions as channels
from connect.notices.models import Channel
from tests.builders import make_channel
from tests.gateways.push_service import Phone, PushService
from tests.visit import Visit

BEN_THANH, NEIGHBOUR = "26743", "26740"


@pytest.fixture
def app(make_app: Callable[..., Flask], service: PushService) -> Iterator[Flask]:
    app = make_app(
        push_contact="mailto:a@example.vn",
        push_hosts=service.host,
        gateway_private=True,
        site_url="https://help.example.vn",
        quiet_hours="",  # these run by night too
        development=True,  # mails and messages are recorded, and offered
    )
    with app.app_context():
        with db.transaction():
            keys.ensure()
        service.site_key = keys.public()
        yield app
        db.session.remove()


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("79")


def second_channel() -> Channel:
    """Another voice of the same city."""
    with db.transaction():
        return channels.make_channel("Y tế thành phố", areas.get("79"))


def follow(visit: Visit, phone: Phone, place: str = BEN_THANH, status: int = 303, channel: str = "") -> None:
    visit.get("notices.follow", area=place)
    told = {"area": place, "channel": channel, "endpoint": phone.endpoint}
    visit.post("notices.follow_begin", {**told, "p256dh": phone.keys.p256dh, "auth": phone.keys.auth}, status=status)


def send() -> None:
    with line() as ledger:
        sender.of_this_site(ledger).run(10)


def told(service: PushService) -> list[tuple[str, str]]:
    """What phones were told since the first message of each, as phone and title."""
    return [(name, said["title"]) for name, said in service.got if said["link"] != "/notices/following"]


def sent(medium: str = "mail", to: str = "") -> list[Recorded]:
    """What was sent by a medium, the oldest first."""
    db.session.rollback()
    found = [one for one in recorded(outbox(config.current())) if one.medium == medium and to in one.to]
    return sorted(found, key=lambda one: (one.at, int(one.key.rpartition("-")[2])))


def ask(visit: Visit, address: str, medium: str = "mail", place: str = BEN_THANH, status: int = 303) -> None:
    visit.post(f"/notices/follow/by/{medium}", {"area": place, "address": address}, status=status)


def link_in(message: Recorded) -> str:
    """The path of the last link in a message."""
    return re.findall(r"https://help\.example\.vn(\S+)", message.text)[-1]


def by_mail(app: Flask, address: str = "lan@example.vn", place: str = BEN_THANH) -> str:
    """Somebody follows by mail; the path of the page of choices."""
    visit = Visit(app)
    ask(visit, address, place=place)
    send()
    visit.post(link_in(sent(to=address)[-1]))
    assert visit.last.location
    return visit.last.location.removeprefix("http://localhost")
