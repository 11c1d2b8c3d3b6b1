"""Mails of a batch share a connection; each answer of a real server is understood, and so is silence."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from connect.gateways.base import Answer, Letter
from connect.gateways.mail import transport
from connect.gateways.mail.transport import Smtp


@dataclass
class Server:
    """A mail server that answers an address by what stands before its at: 550-gone@…, cut@…, silent@…."""

    port: int = 0
    sessions: int = 0
    got: list[bytes] = field(default_factory=list)
    refuses_sender: str = ""

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.refuses_sender or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        says = SAYS.get(address.partition("@")[0], "250 OK")
        if says == "silence":
            await asyncio.sleep(60)
        envelope.rcpt_tos.append(address)
        return says

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        who = envelope.rcpt_tos[0].partition("@")[0]
        if who == "cut":
            server.transport.abort()
        if who in AT_DATA:
            return AT_DATA[who]
        self.got.append(envelope.content or b"")  # type: ignore[arg-type]
        return "250 taken"


class Listening(Controller):
    """A server on whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


SAYS = {
    "gone": "550 5.1.1 no such user", "moved": "551 elsewhere", "blunt": "550 no", "full": "552 5.2.2 mailbox full",
    "policy": "550 5.7.1 not from you", "busy": "450 4.2.1 busy", "ends": "421 4.3.2 closing", "silent": "silence",
}  # fmt: skip
AT_DATA = {"spam": "554 5.7.1 content", "later": "451 4.3.0 try again"}


@pytest.fixture
def server() -> Iterator[Server]:
    handler = Server()
    controller = Listening(handler, hostname="127.0.0.1", port=0)
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


def smtp(server: Server) -> Smtp:
    return Smtp(f"smtp+plain://127.0.0.1:{server.port}", "connect@example.vn", "Connect")


def letters(*who: str, **over: Any) -> list[Letter]:
    return [Letter(f"{one}@x.vn", "Mời bạn xem lại", f"d-{n}", **over) for n, one in enumerate(who)]


def messages(server: Server) -> list[EmailMessage]:
    return [message_from_bytes(one, policy=policy.default) for one in server.got]  # type: ignore[misc]


def test_a_batch_takes_one_connection_and_each_mail_has_one_receiver(server: Server) -> None:
    outcomes = smtp(server).send_many(letters("an", "binh", "cuc"))
    assert [one.answer for one in outcomes] == ["taken"] * 3
    assert server.sessions == 1
    assert [one["To"] for one in messages(server)] == ["an@x.vn", "binh@x.vn", "cuc@x.vn"]


def test_a_mail_says_how_to_stop_it_and_keeps_its_id_for_a_second_try(server: Server) -> None:
    stop = {
        "List-Unsubscribe": "<https://help.example.vn/deliveries/stop/x>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    for _ in range(2):
        smtp(server).send_many(letters("an", title="Nước lên ở phường Bến Nghé", headers=stop))
    first, again = messages(server)
    assert first["Message-ID"] == again["Message-ID"] == "<d-0@example.vn>"
    assert first["Subject"] == "Nước lên ở phường Bến Nghé"
    assert {name: first[name] for name in stop} == stop
    assert first.get_content().strip() == "Mời bạn xem lại"


@pytest.mark.parametrize(
    ("who", "answer", "reason", "alone"),
    [
        ("gone", "gone", "smtp_550", False), ("moved", "gone", "smtp_551", False), ("blunt", "gone", "smtp_550", False),
        ("full", "ours", "smtp_552", False), ("policy", "ours", "smtp_550", False), ("busy", "later", "smtp_450", True),
        ("spam", "ours", "smtp_554", False), ("later", "later", "smtp_451", False),
        ("ends", "later", "smtp_421", False),
    ],
)  # fmt: skip
def test_what_a_server_says_of_one_mail(server: Server, who: str, answer: str, reason: str, alone: bool) -> None:
    (outcome,) = smtp(server).send_many(letters(who))
    assert (outcome.answer, outcome.reason, outcome.alone) == (answer, reason, alone)
    assert not outcome.may_have_left


def test_one_bad_address_holds_up_nobody_behind_it(server: Server) -> None:
    outcomes = smtp(server).send_many(letters("gone", "an", "busy", "full", "spam", "binh"))
    assert [one.answer for one in outcomes] == ["gone", "taken", "later", "ours", "ours", "taken"]
    assert server.sessions == 1


def test_a_line_that_is_cut_after_the_letter_may_have_carried_it_and_the_rest_is_not_tried(server: Server) -> None:
    outcomes = smtp(server).send_many(letters("an", "cut", "binh"))
    assert [one.answer for one in outcomes] == ["taken", "later", "later"]
    assert [one.may_have_left for one in outcomes] == [False, True, False]
    assert [one["To"] for one in messages(server)] == ["an@x.vn", "cut@x.vn"]


def test_silence_ends_at_its_time_and_the_rest_is_not_tried(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "TIMEOUT_S", 0.3)
    outcomes = smtp(server).send_many(letters("silent", "an"))
    assert [(one.answer, one.alone, one.may_have_left) for one in outcomes] == [("later", False, False)] * 2
    assert server.got == []


@pytest.mark.parametrize(("says", "answer"), [("550 5.7.1 not you", "closed"), ("451 4.3.0 wait", "later")])
def test_a_sender_who_is_refused_stops_the_gateway_and_retires_nobody(server: Server, says: str, answer: str) -> None:
    server.refuses_sender = says
    outcomes = smtp(server).send_many(letters("an", "binh"))
    assert {(one.answer, one.alone) for one in outcomes} == {(answer, False)}


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_wrong_password_closes_the_gateway() -> None:
    def no(*_: Any) -> AuthResult:
        return AuthResult(success=False, handled=False, message="535 5.7.8 no")

    controller = Listening(
        Server(), hostname="127.0.0.1", port=0, auth_required=True, auth_require_tls=False, authenticator=no
    )
    controller.start()
    try:
        mail = Smtp(f"smtp+plain://an:x@127.0.0.1:{controller.port}", "connect@example.vn", "Connect")
        assert [one.answer for one in mail.send_many(letters("an", "binh"))] == [Answer.CLOSED] * 2
    finally:
        controller.stop()


@pytest.mark.parametrize("wrong", ["an@x.vn\nBcc: all@x.vn", "bình@x.vn", "an@x.vn>\r\nRCPT TO:<b@x.vn"])
def test_an_address_that_is_none_goes_nowhere(server: Server, wrong: str) -> None:
    outcomes = smtp(server).send_many([Letter(wrong, "…", "1"), *letters("an")])
    assert [one.answer for one in outcomes] == ["ours", "taken"]
    assert len(server.got) == 1


def test_a_greeting_that_drips_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LETTER_S", 0.3)
    listener = socket.create_server(("127.0.0.1", 0))
    is_cut = threading.Event()

    def drip() -> None:
        link, _ = listener.accept()
        link.settimeout(10)
        with link:
            link.sendall(b"220-")
            is_cut.wait(10)

    threading.Thread(target=drip, daemon=True).start()
    host, port = listener.getsockname()
    (outcome,) = Smtp(f"smtp+plain://{host}:{port}", "a@example.vn", "Connect").send_many(
        [Letter("b@example.vn", "x", "1")]
    )
    is_cut.set()
    assert (outcome.answer, outcome.alone, outcome.may_have_left) == (Answer.LATER, False, False)
