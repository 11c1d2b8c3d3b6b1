"""A light client that posts requests for help over HTTP, apart from the app so that it costs little beside it."""

import http.client
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

EACH_TWICE = 10  # one post of so many is sent again with the same key
TYPED = {
    "item": "rice", "qty-rice": "10", "people": "4", "urgency": "urgent", "words": "Nhà hết gạo từ hôm qua.",
    "name": "Nguyễn Thị Lan", "door": "Số 12 hẻm 45", "ward": "26740", "consent": "y",
}  # fmt: skip


@dataclass
class Tally:
    """What one client was answered."""

    tokens: set[str] = field(default_factory=set)  # of the links that were confirmed
    took_s: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


def post_for(number: int, port: int, seconds: float) -> Tally:
    """Posts until the time is over, each with a phone and a name of its own, under the key of a form once opened."""
    line, tally, dice = http.client.HTTPConnection("127.0.0.1", port, timeout=30), Tally(), random.Random(number)
    text, cookie = _form(line)
    fields = {name: _value(text, name) for name in ("csrf_token", "form_key")}
    head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    end, count = time.time() + seconds, 0
    while time.time() < end:
        count += 1
        phone = f"09{number}{dice.randrange(10**7):07}"
        body = urlencode({**TYPED, **fields, "phone": phone, "name": f"Nguyễn {number} {count}"})
        for _ in range(2 if count % EACH_TWICE == 0 else 1):
            start = time.perf_counter()
            line.request("POST", "/cases/ask", body, head)
            answer = line.getresponse()
            answer.read()
            tally.took_s.append(time.perf_counter() - start)
            tally.statuses[answer.status] += 1
            if answer.status == 303:
                tally.tokens.add(answer.headers["Location"].rsplit("/", 1)[-1])
    return tally


def _form(line: http.client.HTTPConnection) -> tuple[str, str]:
    line.request("GET", "/cases/ask")
    answer = line.getresponse()
    cookies = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
    kept = "; ".join(one for one in cookies if not one.startswith("browser="))
    return answer.read().decode(), kept


def _value(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found, f"the form has no {name}"
    return found.group(1)
