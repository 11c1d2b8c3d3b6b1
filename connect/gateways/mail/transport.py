"""Mail by SMTP, over TLS unless the server is on this machine or the setting says otherwise."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from connect.gateways.base import Failed

TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server at `url`: smtps://name:password@host:465, smtp:// (with STARTTLS) or smtp+plain:// (without)."""

    url: str
    sender: str
    site: str

    def send(self, to: str, text: str, *, key: str) -> None:
        """Hands one plain-text mail over; Failed when the server cannot be reached or refuses it."""
        try:
            with self._server() as server:
                server.send_message(self._message(to, text, key))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise Failed(type(error).__name__) from error

    def _message(self, to: str, text: str, key: str) -> EmailMessage:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = self.site, self.sender, to
        message["Message-ID"] = f"<{key}@{self.sender.rpartition('@')[2]}>"  # the same for a second try
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    def _server(self) -> smtplib.SMTP:
        parts, tls = urlsplit(self.url), ssl.create_default_context()
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=tls)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
            if parts.scheme == "smtp":
                server.starttls(context=tls)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server
