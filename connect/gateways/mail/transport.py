"""Mail by SMTP, over TLS unless the server is on this machine or the setting says otherwise. A connection a batch."""

import contextlib
import smtplib
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from typing import ClassVar
from urllib.parse import SplitResult, unquote, urlsplit

from connect.gateways.base import SOON, Gateway, Letter, Outcome, same_for_all, stops
from connect.gateways.mail.answers import CUT_IN_DATA, UNFIT, of_connection, of_data, of_recipient, of_sender
from connect.gateways.time_limit import cut_after

TIMEOUT_S = 5.0  # a step
LETTER_S = 20.0  # a letter with all its steps
BATCH_S = 60.0  # in which the last letter of a batch begins: a lease is longer, whatever a server takes for each
MOST_A_CONNECTION = 100  # many servers end a session after as many
FAULTS = (OSError, smtplib.SMTPException, ValueError)


@dataclass(frozen=True, slots=True)
class Smtp(Gateway):
    """The server at `url`: smtps://name:password@host:465, smtp:// (with STARTTLS) or smtp+plain:// (without)."""

    is_far: ClassVar[bool] = True
    url: str
    sender: str
    site: str

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hands plain-text mails over; after a fault of the server the rest of the batch is not tried."""
        outcomes: list[Outcome] = []
        over = time.monotonic() + BATCH_S
        while len(outcomes) < len(letters) and time.monotonic() < over:
            outcomes += self._session(letters[len(outcomes) : len(outcomes) + MOST_A_CONNECTION], over)
            if stops(outcomes[-1]):
                untried = replace(outcomes[-1], may_have_left=False)
                return [*outcomes, *same_for_all(letters[len(outcomes) :], untried)]
        return [*outcomes, *same_for_all(letters[len(outcomes) :], SOON)]

    def _session(self, letters: Sequence[Letter], over: float) -> list[Outcome]:
        """The outcomes of one connection, up to the first that stops it, or to the end of the batch's time."""
        try:
            server = self._server()
        except FAULTS as error:
            return [of_connection(error)]
        outcomes: list[Outcome] = []
        for letter in letters:
            outcomes.append(self._handed_over(server, letter))
            if stops(outcomes[-1]) or time.monotonic() >= over:
                break
        with contextlib.suppress(*FAULTS), cut_after(server.sock, TIMEOUT_S):
            server.quit()
        server.close()
        return outcomes

    def _handed_over(self, server: smtplib.SMTP, letter: Letter) -> Outcome:
        try:
            said = self._message(letter).as_bytes(policy=SMTP)
            letter.to.encode("ascii")
        except (ValueError, LookupError):  # a line break in a header, an address that is none
            return UNFIT
        with cut_after(server.sock, LETTER_S):
            try:
                refused = self._announced(server, letter)
            except FAULTS as error:
                return of_connection(error)
            try:
                return refused or of_data(server.data(said)[0])
            except smtplib.SMTPDataError as error:
                return of_data(error.smtp_code)
            except FAULTS:
                return CUT_IN_DATA

    def _announced(self, server: smtplib.SMTP, letter: Letter) -> Outcome | None:
        """Tells the server from whom and to whom; what it has against that."""
        code, _ = server.mail(self.sender)
        if code // 100 != 2:
            return of_sender(code)
        code, words = server.rcpt(letter.to)
        if code // 100 == 2:
            return None
        server.rset()
        return of_recipient(code, words)

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = letter.title or self.site, self.sender, letter.to
        message["Message-ID"] = f"<{letter.key}@{self.sender.rpartition('@')[2]}>"  # the same for a second try
        message["Auto-Submitted"] = "auto-generated"
        for name, value in letter.headers.items():
            message[name] = value
        message.set_content(letter.text, cte="quoted-printable")  # as every server takes it
        return message

    def _server(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        server = _Session(parts)
        with cut_after(server.sock, LETTER_S):
            if parts.scheme == "smtp":
                server.starttls(context=_tls())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.ehlo_or_helo_if_needed()
        return server


class _Session(smtplib.SMTP):
    """A session whose greeting has an end as a whole: the library's time-out is for each step, and a host may drip."""

    def __init__(self, parts: SplitResult) -> None:
        self.is_tls = parts.scheme == "smtps"
        with contextlib.ExitStack() as self.until_greeted:
            super().__init__(parts.hostname or "", parts.port or (465 if self.is_tls else 25), timeout=TIMEOUT_S)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        link = socket.create_connection((host, port), timeout)
        if self.is_tls:
            link = _tls().wrap_socket(link, server_hostname=host, do_handshake_on_connect=False)
        self.until_greeted.enter_context(cut_after(link, LETTER_S))
        if isinstance(link, ssl.SSLSocket):
            link.do_handshake()
        return link


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
