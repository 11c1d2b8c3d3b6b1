"""SMS by one HTTPS gateway: a form sent by POST, its fields and the words of its answers as settings spell them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar
from urllib.parse import parse_qsl

from connect.gateways import answers
from connect.gateways.base import SOON, Answer, Failed, Gateway, Letter, Outcome, stops
from connect.gateways.http_client import Client, Refused
from connect.gateways.side_by_side import Crew, collected
from connect.gateways.sms.words import Words

_NOT_OURS_TO_RETIRE = (Answer.GONE, Answer.OURS)  # of a status: the one address is that of the gateway


@dataclass(frozen=True, slots=True)
class HttpSms(Gateway):
    """The gateway at `url`. `form` says the fields: "to={to}&text={text}&from=Connect"; {key} names the message."""

    is_far: ClassVar[bool] = True
    url: str
    form: str
    client: Client
    token: str = ""
    words: Words = Words()
    _crew: Crew = field(default_factory=Crew, repr=False, compare=False)

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hands messages (to E.164 numbers) over, side by side where it is far; after a fault the rest is not tried."""
        parts = self._crew.begin(self.url, range(len(letters)), lambda number: self._handed_over(letters[number]))
        found = collected(parts)
        fault = next(filter(stops, found.values()), None)
        untried = replace(fault, reference="", may_have_left=False) if fault else SOON
        return [found.get(number, untried) for number in range(len(letters))]

    def _handed_over(self, letter: Letter) -> Outcome:
        values = {"{to}": letter.to, "{text}": letter.text, "{key}": letter.key}
        fields = {name: values.get(value, value) for name, value in parse_qsl(self.form, keep_blank_values=True)}
        headers = {"Idempotency-Key": letter.key} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        try:
            reply = self.client.post_form(self.url, fields, headers)
        except Refused as error:
            return Outcome(Answer.CLOSED, reason=str(error)[:40])
        except Failed as error:
            return answers.of_failure(error)
        by_status = answers.of(reply)
        if by_status.answer in (Answer.TAKEN, *_NOT_OURS_TO_RETIRE):
            return self.words.outcome(reply, by_status)
        return by_status
