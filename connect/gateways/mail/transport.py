"""Mail by SMTP, over TLS unless the server is on this machine or the setting says otherwise. A connection a batch."""

import contextlib
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from connect.gateways.base import Answer, Gateway, Letter, Outcome, same_for_all
from connect.gateways.mail.answers import CUT_IN_DATA, UNFIT, of_connection, of_data, of_recipient, of_sender
from connect.gateways.time_limit import cut_after

TIMEOUT_S = 5.0  # a step
LETTER_S = 20.0  # a letter with all its steps
MOST_A_CONNECTION = 100  # many servers end a session after as many
FAULTS = (OSError, smtplib.SMTPException, ValueError)


@dataclass(frozen=True, slots=True)
class Smtp(Gateway):
    """The server at `url`: smtps://name:password@host:465, smtp:// (with STARTTLS) or smtp+plain:// (without)."""

    url: str
    sender: str
    site: str

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hands plain-text mails over; after a fault of the server the rest of the batch is not tried."""
        outcomes: list[Outcome] = []
        while len(outcomes) < len(letters):
            outcomes += self._session(letters[len(outcomes) : len(outcomes) + MOST_A_CONNECTION])
            if _stops(outcomes[-1]):
                untried = replace(outcomes[-1], may_have_left=False)
                return [*outcomes, *same_for_all(letters[len(outcomes) :], untried)]
        return outcomes

    def _session(self, letters: Sequence[Letter]) -> list[Outcome]:
        """The outcomes of one connection, up to the first that stops it."""
        try:
            server = self._server()
        except FAULTS as error:
            return [of_connection(error)]
        outcomes: list[Outcome] = []
        for letter in letters:
            outcomes.append(self._handed_over(server, letter))
            if _stops(outcomes[-1]):
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
        parts, tls = urlsplit(self.url), ssl.create_default_context()
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=tls)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
        with cut_after(server.sock, LETTER_S):
            if parts.scheme == "smtp":
                server.starttls(context=tls)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.ehlo_or_helo_if_needed()
        return server


def _stops(outcome: Outcome) -> bool:
    """Whether there is no sense in trying the next letter."""
    return outcome.answer == Answer.CLOSED or (outcome.answer == Answer.LATER and not outcome.alone)
