"""SMS by one HTTPS gateway: a form sent by POST, its fields and the words of its answers as settings spell them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from connect.gateways import answers
from connect.gateways.base import Answer, Failed, Gateway, Letter, Outcome
from connect.gateways.http_client import Client, Refused
from connect.gateways.sms.words import Words

_NOT_OURS_TO_RETIRE = (Answer.GONE, Answer.OURS)  # of a status: the one address is that of the gateway


@dataclass(frozen=True, slots=True)
class HttpSms(Gateway):
    """The gateway at `url`. `form` says the fields: "to={to}&text={text}&from=Connect"; {key} names the message."""

    url: str
    form: str
    client: Client
    token: str = ""
    words: Words = Words()

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hands messages (to E.164 numbers) over, one after another; after a fault the rest is not tried."""
        outcomes: list[Outcome] = []
        for letter in letters:
            outcomes.append(self._handed_over(letter))
            if outcomes[-1].answer in (Answer.LATER, Answer.CLOSED):
                break
        untried = [Outcome(one.answer, reason=one.reason, retry_after_s=one.retry_after_s) for one in outcomes[-1:]]
        return [*outcomes, *untried * (len(letters) - len(outcomes))]

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
