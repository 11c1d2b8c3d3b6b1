"""N4: the feed of a place is moved by nobody: not by cursors and cookies that were made up, not by officials at once.

A liar cuts, forges and signs anew cursors, comes with garbage, markup and huge numbers as the ward and as the last
look, and asks beyond the end. Then eight officials publish, change and cancel in one ward, and a ninth in another
province, while a visitor walks through the pages: nothing stands there twice, all that was in force is seen, no
exercise is, and nothing of the other province.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Event
from typing import Any

from connect import clock
from connect.crypto import signing
from connect.notices.views.read import CURSOR
from tests.attacks.stage import Stage
from tests.builders import make_channel, make_notice, make_person
from tests.socket.browser import Answer, Browser

WARD, FAR, PAGE = "26743", "00004", "/notices/?area=26743"
STEADY, OFFICIALS, WALKS = 45, 8, 3
DRILL, ELSEWHERE = "Diễn tập sơ tán", "Nước lên ở Ba Đình"
GARBAGE = (
    "<script>alert(7)</script>", "-1", "9" * 11, "9" * 400, "1e308", "NaN", "0x10", "%00%ff", '"', "' OR 1=1--", "..",
    "\u0663\u0664".encode().decode("latin-1"), "A" * 3_000, "26743 ", "99999", "{{7*7}}", "true",
)  # fmt: skip
KEYS: tuple[Any, ...] = (
    [True, 1, 1], [1, True, 1], [9, 1, 1], [1, -1, 1], [1, 10**30, 1], [1, 1, 2**70], [1, 1, 0], [1.5, 1, 1],
    ["2", 1, 1], [], [1, 1], [1, 1, 1, 1], [[1], 1, 1], None, "x", 7, {"a": 1}, [None, None, None],
)  # fmt: skip
WARDS = (
    "99999999", "%3Cscript%3Ealert(7)%3C/script%3E", "26743%27--", "-1", "%00", "9" * 3_000, "26743%2F..", "%F0",
)  # fmt: skip
LISTED = re.compile(r'<ol class="notices">(.*?)</ol>', re.DOTALL)
NOTICE = re.compile(r'href="/notices/([A-Za-z0-9]{6,})"')
AFTER = re.compile(r'href="(/notices/\?[^"]*after=[^"]+)"')


def attack(stage: Stage) -> None:
    with stage.context():
        channel, author = make_channel(WARD), make_person("official", area="VN")
        own, far = channel.id, make_channel(FAR).id
        steady = {
            make_notice(channel, WARD, by=author, severity=1 + number % 2, title=f"Vẫn còn {number}",
                        starts_at=clock.now() - timedelta(minutes=9 + number % 7)).public_id
            for number in range(STEADY)
        }  # fmt: skip
    _cursors(stage)
    _cookies(stage)
    _wards(stage)
    _officials(stage, own, far, steady)


def _shown(page: Answer) -> list[str]:
    return [*dict.fromkeys(one for listed in LISTED.findall(page.text) for one in NOTICE.findall(listed))]


def _next(page: Answer) -> str:
    found = AFTER.search(page.text)
    return found[1].replace("&amp;", "&") if found else ""


def _cursors(stage: Stage) -> None:
    visitor = stage.browser()
    first = visitor.get(PAGE)
    beginning, cursor = _shown(first), re.findall(r"after=([^&]+)", _next(first))[0]
    assert len(beginning) == 20 and not {*beginning} & {*_shown(visitor.get(_next(first)))}
    cut = [cursor[:end] for end in range(0, len(cursor), 5)]
    turned = [f"{cursor[:at]}{'A' if cursor[at] != 'A' else 'B'}{cursor[at + 1 :]}" for at in range(0, len(cursor), 5)]
    with stage.context():
        others = [signing.signed([1, 0, 1], "report"), signing.signed([2, 1, 1], "")]
        signed = [signing.signed(key, CURSOR) for key in KEYS]
        ends = [signing.signed(key, CURSOR) for key in ([1, 0, 1], [1, 1, 2**63 - 1])]
    loose = (cursor[::-1], cursor * 2, "%00", "%ff.%fe", "%3Cscript%3E", "." * 900)
    for made in (*cut, *turned, *others, *signed, *loose):
        told = visitor.get(f"{PAGE}&after={made}")
        assert told.status == 200 and _shown(told) == beginning, f"{made[:40]!r}: {told.status}"
    for made in ends:
        told = visitor.get(f"{PAGE}&after={made}")
        assert told.status == 200 and not _shown(told) and not _next(told), "beyond the end stands something"
    assert visitor.get(f"{PAGE}&after={'A' * 60_000}").status in (200, 400, 414, 431)


def _cookies(stage: Stage) -> None:
    plain = stage.browser()
    country, here = _shown(plain.get("/notices/?area=VN")), _shown(plain.get(PAGE))
    for made in GARBAGE:
        for path, name, listed in (("/notices/", "ward", country), (PAGE, "seen", here), ("/", "ward", None)):
            told = stage.browser().get(path, Cookie=f"{name}={made}")
            if path == "/" and told.status == 303:
                assert made.strip() == WARD and told.headers["location"].endswith(f"/p/{WARD}"), made[:30]
                continue
            assert told.status == 200 and "<script>alert(7)" not in told.text, f"{name} {made[:30]!r}: {told.status}"
            assert listed is None or made.strip() == WARD or _shown(told) == listed, f"{name} {made[:30]!r}"


def _wards(stage: Stage) -> None:
    beginning = _shown(stage.browser().get("/notices/?area=VN"))
    for made in WARDS:
        visitor = stage.browser()
        told = visitor.get(f"/notices/?area={made}")
        assert told.status == 200 and _shown(told) == beginning, f"{made[:30]!r}: {told.status}"
        assert "<script>alert(7)" not in told.text
        assert visitor.get(f"/notices/feed.atom?area={made}").status == 200, made[:30]
        assert "9" * 40 not in visitor.cookies.get("ward", ""), "a ward that is none is remembered"


def _officials(stage: Stage, own: int, far: int, steady: set[str]) -> None:
    here = [stage.signed_in("official", WARD)[0] for _ in range(OFFICIALS)]
    there, over = stage.signed_in("official", FAR)[0], Event()
    with ThreadPoolExecutor(OFFICIALS + 1) as pool:
        work = [pool.submit(_works, one, own, WARD, number, over) for number, one in enumerate(here)]
        work.append(pool.submit(_works, there, far, FAR, -1, over))
        try:
            for _ in range(WALKS):
                _walks(stage.browser(), steady)
        finally:
            over.set()
        done = [one.result() for one in work]
    assert all(done), f"an official did nothing: {done}"
    seen = _walks(stage.browser(), steady)
    assert len(seen) > len(steady), "nothing that was published is seen"


def _walks(visitor: Browser, steady: set[str]) -> list[str]:
    """All that a visitor sees from the first page to the last."""
    path, seen = PAGE, []
    while path:
        page = _page(visitor, path)
        assert page.status == 200, f"a page of the feed is answered {page.status}"
        assert DRILL not in page.text, "an exercise stands among what is"
        assert ELSEWHERE not in page.text, "another province is shown"
        seen += _shown(page)
        path = _next(page)
    assert len(seen) == len({*seen}), "something stands there twice"
    assert steady <= {*seen}, f"not seen: {len(steady - {*seen})} of what was in force all the time"
    return seen


def _page(visitor: Browser, path: str) -> Answer:
    return _patiently(lambda: visitor.get(path))


def _works(official: Browser, channel: int, code: str, number: int, over: Event) -> int:
    """Publishes, changes and cancels until the visitor has walked enough; how many were published."""
    for turn in count():
        drill = turn % 4 == 3
        title = ELSEWHERE if code == FAR else DRILL if drill else f"Tin {number} {turn}"
        said = _said(channel, code, title, "Exercise" if drill else "Actual")
        public_id = _published(official, "/notices/write", said)
        if turn % 2:
            _published(official, f"/notices/{public_id}/edit", {**said, "text": "Nước rút chậm."})
        if turn % 3 == 2:
            _cancelled(official, f"/notices/{public_id}/withdraw")
        if over.is_set():
            return turn + 1
    raise AssertionError


def _said(channel: int, code: str, title: str, status: str) -> dict[str, str]:
    now = clock.now()
    return {
        "channel": str(channel), "title": title, "text": "Kê cao đồ đạc.", "severity": "2", "status": status,
        "category": "Other", "area": code, "starts_at": f"{now:%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}",
    }  # fmt: skip


def _published(official: Browser, path: str, said: dict[str, str]) -> str:
    """Sends the form of a notice and presses on the page before publishing; the notice's name."""
    form = {**_patiently(lambda: official.get(path)).hidden(), **said}
    written = _patiently(lambda: official.send(path, form))
    assert written.status == 303, f"{path} is answered {written.status}: {written.words[:300]}"
    ready = _patiently(lambda: official.get(written.location))
    public_id = written.location.split("/")[2]
    pressed = {**ready.hidden(), "verb": "publish"}
    told = _patiently(lambda: official.send(f"/notices/{public_id}/desk", pressed))
    assert told.status == 303, f"publishing is answered {told.status}: {told.words[:300]}"
    return told.location.split("/")[2]


def _cancelled(official: Browser, path: str) -> None:
    form = {**_patiently(lambda: official.get(path)).hidden(), "reason": "Nước đã rút"}
    told = _patiently(lambda: official.send(path, form))
    assert told.status == 303, f"a cancel is answered {told.status}: {told.words[:300]}"


def _patiently(ask: Any) -> Answer:
    """An answer; a site that is busy, and says so, is asked again."""
    for _ in range(20):
        answer: Answer = ask()
        if answer.status != 503:
            return answer
    return answer
