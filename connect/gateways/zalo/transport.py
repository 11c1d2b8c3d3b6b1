"""Messages by Zalo (ZNS): a template with fields, by JSON; the token is renewed when Zalo says that it is over."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from connect import clock
from connect.gateways import answers
from connect.gateways.base import SOON, Answer, Failed, Gateway, Letter, Outcome, stops
from connect.gateways.http_client import Client
from connect.gateways.side_by_side import Crew, collected
from connect.gateways.zalo import codes, tokens
from connect.gateways.zalo.codes import Meaning
from connect.gateways.zalo.tokens import Renewed

NO_TOKEN = Outcome(Answer.CLOSED, reason="zalo_refresh")
LASTS_S = 25 * 3600.0  # where Zalo does not say how long a token holds


@dataclass(frozen=True, slots=True)
class App:
    """The addresses and secrets of the site's app at Zalo."""

    url: str
    refresh_url: str
    app_id: str
    secret: str
    first_token: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The template, its fields ("noi_dung={text}&duong_dan={link}"), and the minutes of the day its tag allows."""

    number: str
    fields: str
    hours: tuple[int, int] | tuple[None, None] = (None, None)


@dataclass(frozen=True, slots=True)
class Zalo(Gateway):
    """Zalo's own gateway. `zone` is the site's, by which its day and its hours go."""

    is_far: ClassVar[bool] = True
    app: App
    template: Wording
    client: Client
    meanings: Mapping[str, Meaning]
    zone: ZoneInfo
    _crew: Crew = field(default_factory=Crew, repr=False, compare=False)

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hands messages (to E.164 numbers) over, side by side where it is far; renews a token that is over, once."""
        opens_in_s = self.opens_in_s()
        if opens_in_s:
            return [Outcome(Answer.LATER, reason="hours", retry_after_s=opens_in_s)] * len(letters)
        outcomes, token = self._round(letters, "")
        if token and any(one.reason == f"zalo_{code}" for one in outcomes for code in self._over()):
            again = [place for place, one in enumerate(outcomes) if one.answer == Answer.CLOSED]
            renewed, _ = self._round([letters[place] for place in again], token)
            for place, one in zip(again, renewed, strict=True):
                outcomes[place] = one
        return outcomes

    def _over(self) -> list[str]:
        return [code for code, meaning in self.meanings.items() if meaning == Meaning.TOKEN]

    def _round(self, letters: Sequence[Letter], not_this: str) -> tuple[list[Outcome], str]:
        """One try by a token that is another than `not_this`."""
        try:
            token = tokens.access(self.app.first_token, self._renewed, not_this=not_this)
        except tokens.Refused:
            return [NO_TOKEN] * len(letters), ""
        except Failed as error:
            return [replace(answers.of_failure(error), may_have_left=False)] * len(letters), ""
        if token is None:
            return [SOON] * len(letters), ""
        hand_over: Callable[[int], Outcome] = lambda number: self._handed_over(letters[number], token)  # noqa: E731
        found = collected(self._crew.begin(self.app.url, range(len(letters)), hand_over))
        fault = next(filter(stops, found.values()), None)
        untried = replace(fault, reference="", may_have_left=False) if fault else SOON
        return [found.get(number, untried) for number in range(len(letters))], token

    def _renewed(self, refresh: str) -> Renewed:
        fields = {"refresh_token": refresh, "app_id": self.app.app_id, "grant_type": "refresh_token"}
        reply = self.client.post_form(self.app.refresh_url, fields, {"secret_key": self.app.secret})
        said = _object(reply.body)
        access, new, lasts = (said.get(name) for name in ("access_token", "refresh_token", "expires_in"))
        if not (isinstance(access, str) and isinstance(new, str) and access and new):
            if reply.status // 100 == 5:
                raise Failed(f"http_{reply.status}")
            raise tokens.Refused
        return Renewed(access, new, float(str(lasts)) if str(lasts).isdigit() else LASTS_S)

    def _handed_over(self, letter: Letter, token: str) -> Outcome:
        values = {"{text}": letter.text, "{title}": letter.title, "{link}": letter.link}
        data = {name: values.get(value, value) for name, value in parse_qsl(self.template.fields)}
        body = {
            "phone": letter.to.removeprefix("+"), "template_id": self.template.number, "template_data": data,
            "tracking_id": letter.key,
        }  # fmt: skip
        headers = {"Content-Type": "application/json", "access_token": token}
        try:
            reply = self.client.post(self.app.url, json.dumps(body).encode(), headers)
        except Failed as error:
            return answers.of_failure(error)
        if reply.status // 100 != 2:
            by_status = answers.of(reply)
            return replace(by_status, answer=Answer.CLOSED) if by_status.answer == Answer.GONE else by_status
        said = _object(reply.body)
        code, told = str(said.get("error", "none")), said.get("data")
        reference = str(told.get("msg_id", "")) if isinstance(told, dict) else ""
        return codes.outcome(
            code, self.meanings.get(code), reference=reference, day_ends_in_s=self._until(24 * 60),
            opens_in_s=self.opens_in_s(),
        )  # fmt: skip

    def opens_in_s(self) -> float:
        """The seconds until the template's tag may be sent; 0 where it may be now."""
        begins, ends = self.template.hours
        if begins is None or ends is None:
            return 0.0
        here = clock.now().astimezone(self.zone)
        minute = here.hour * 60 + here.minute
        if begins <= minute < ends:
            return 0.0
        return self._until(begins if minute < begins else begins + 24 * 60)

    def _until(self, minute: int) -> float:
        here = clock.now().astimezone(self.zone)
        day = datetime(here.year, here.month, here.day, tzinfo=self.zone) + timedelta(minutes=minute)
        return max(1.0, (day - here).total_seconds())


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
