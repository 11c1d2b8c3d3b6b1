"""Light clients that post requests for help over HTTP, apart from the app so that they cost little beside it."""

import http.client
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

EACH_TWICE = 10  # one post of so many is sent again although it was confirmed
TRIES = 5
TYPED = {
    "item": "rice", "qty-rice": "10", "people": "4", "urgency": "urgent", "words": "Nhà hết gạo từ hôm qua.",
    "name": "Nguyễn Thị Lan", "door": "Số 12 hẻm 45", "ward": "26740", "consent": "y",
}  # fmt: skip


@dataclass
class Tally:
    """What one client was answered."""

    tokens: set[str] = field(default_factory=set)  # of the links that were confirmed
    took_s: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)  # 0: no answer


class Poster:
    """One client, who opens the form once and then posts, each time with a phone and a name of its own."""

    def __init__(self, number: int, port: int) -> None:
        self.number, self.count, self.dice = number, 0, random.Random(number)
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.line.request("GET", "/cases/ask")
        answer = self.line.getresponse()
        cookies = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
        text = answer.read().decode()
        self.head = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(one for one in cookies if not one.startswith("browser=")),
        }
        self.fields = {name: _value(text, name) for name in ("csrf_token", "form_key")}

    def post_for(self, seconds: float) -> Tally:
        """Posts until the time is over. What is not confirmed is sent again; so is one of ten that is."""
        tally, end = Tally(), time.monotonic() + seconds
        while time.monotonic() < end:
            self.count += 1
            mine = {"phone": f"098{self.number}{self.count:06}", "name": f"Nguyễn {self.number} {self.count}"}
            body = urlencode({**TYPED, **self.fields, **mine})
            confirmed = sum(self._send(body, tally) for _ in range(2 if self.count % EACH_TWICE == 0 else 1))
            for _ in range(0 if confirmed else TRIES):
                if self._send(body, tally):
                    break
        return tally

    def _send(self, body: str, tally: Tally) -> bool:
        """Sends once; whether it was confirmed."""
        start = time.perf_counter()
        try:
            self.line.request("POST", "/cases/ask", body, self.head)
            answer = self.line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.line.close()  # the next one opens it again
            tally.statuses[0] += 1
            return False
        tally.took_s.append(time.perf_counter() - start)
        tally.statuses[answer.status] += 1
        if answer.status != 303:
            return False
        tally.tokens.add(answer.headers["Location"].rsplit("/", 1)[-1])
        return True


def _value(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found, f"the form has no {name}"
    return found.group(1)
