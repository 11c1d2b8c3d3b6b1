"""SMS by one HTTPS gateway: a form sent by POST, its fields as the setting spells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from connect.gateways.base import Answer, Failed, Gateway, Letter, Outcome
from connect.gateways.http_client import Client


@dataclass(frozen=True, slots=True)
class HttpSms(Gateway):
    """The gateway at `url`. `form` says the fields: "to={to}&text={text}&from=Connect"."""

    url: str
    form: str
    token: str = ""
    private: bool = False

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hands each message (to an E.164 number) over; any answer but 2xx means later."""
        return [self._handed_over(letter) for letter in letters]

    def _handed_over(self, letter: Letter) -> Outcome:
        values = {"{to}": letter.to, "{text}": letter.text, "{key}": letter.key}
        fields = {name: values.get(value, value) for name, value in parse_qsl(self.form, keep_blank_values=True)}
        headers = {"Idempotency-Key": letter.key} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        try:
            Client(urlsplit(self.url).netloc, self.private).post_form(self.url, fields, headers)
        except Failed as error:
            return Outcome(Answer.LATER, reason=str(error))
        return Outcome(Answer.TAKEN)
