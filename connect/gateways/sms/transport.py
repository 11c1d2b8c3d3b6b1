"""SMS by one HTTPS gateway: a form sent by POST, its fields as the setting spells them."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from connect.gateways.http_client import Client


@dataclass(frozen=True, slots=True)
class HttpSms:
    """The gateway at `url`. `form` says the fields: "to={to}&text={text}&from=Connect"."""

    url: str
    form: str
    token: str = ""
    private: bool = False

    def send(self, to: str, text: str, *, key: str) -> None:
        """Hands one message (to an E.164 number) over; any answer but 2xx raises Failed."""
        values = {"{to}": to, "{text}": text, "{key}": key}
        fields = {name: values.get(value, value) for name, value in parse_qsl(self.form, keep_blank_values=True)}
        headers = {"Idempotency-Key": key} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        Client(urlsplit(self.url).netloc, self.private).post_form(self.url, fields, headers)
