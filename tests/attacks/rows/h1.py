"""H1: somebody wants others to be shown another front page than theirs, or to learn which ward they chose.

Forged and foreign cookies of a ward, questions in the address, other hosts and methods, a link on another site that
would have a browser keep a ward; the shared cache of both processes is asked between any two of them.
"""

from tests.attacks.stage import Stage
from tests.builders import make_channel, make_notice
from tests.socket.browser import Answer

HERE, FAR, ENDED = "26740", "00008", "26734"
FORGED = (
    "99999", "VN", "../../etc", "//evil.example", '"><script>alert(1)</script>', "%0d%0aSet-Cookie: x=1", "a" * 3000,
    "\x00", "26740; in=1", "٢٦٧٤٠",
)  # fmt: skip
TWICE = range(2)  # once for either process, and once more out of its cache


def attack(stage: Stage) -> None:
    with stage.context():
        make_notice(make_channel("79"), HERE, title="Sơ tán khỏi bờ sông", severity=4)
        make_notice(make_channel("01"), FAR, title="Rét đậm kéo dài", severity=4)
    _the_front_page_stays_that_of_strangers(stage)
    _a_place_is_the_same_for_all(stage)
    _no_address_says_more(stage)
    _no_other_site_chooses(stage)


def _stranger(stage: Stage, path: str, **headers: str) -> Answer:
    return stage.browser(**headers).get(path)


def _the_front_page_stays_that_of_strangers(stage: Stage) -> None:
    for forged in FORGED:
        answer = _stranger(stage, "/", Cookie=f"ward={forged}".encode().decode("latin-1"))
        assert answer.status in (200, 303, 400), f"a forged ward is answered by {answer.status}"
        assert "evil" not in answer.location + answer.text and "<script>alert" not in answer.text
    for _ in TWICE:
        mine = _stranger(stage, "/", Cookie=f"ward={FAR}")
        assert (mine.status, mine.location) == (303, f"/p/{FAR}")
        assert "no-store" in mine.headers["cache-control"], "a cache may send others to somebody's ward"
        front = _stranger(stage, "/")
        assert front.status == 200 and "Cookie" in front.headers["vary"], "a stranger is sent to somebody's ward"


def _a_place_is_the_same_for_all(stage: Stage) -> None:
    for cookie in (f"ward={FAR}", f"ward={FAR}; seen=1; follow=x", "ward=<b>; lang=vi"):
        for _ in TWICE:
            theirs, plain = _stranger(stage, f"/p/{HERE}", Cookie=cookie), _stranger(stage, f"/p/{HERE}")
            assert "Rét đậm" not in plain.text + theirs.text, "the ward of one is shown to others"
            assert "Sơ tán khỏi" in plain.text and theirs.text == plain.text, "a ward that is kept changes a page"


def _no_address_says_more(stage: Stage) -> None:
    for query in (f"?before={ENDED}", "?before=<script>alert(1)</script>", "?lang=xx", "?x=" + "y" * 2000):
        told = _stranger(stage, f"/p/{HERE}{query}".replace("<", "%3C").replace(">", "%3E"))
        assert told.status < 500 and "<script>alert" not in told.text and "Tân Định, Quận 1" not in told.text
    for host in ("evil.example", "evil.example:80"):
        assert "evil.example" not in _stranger(stage, f"/p/{HERE}", **{"X-Forwarded-Host": host}).text
    for code in ("99999", "%00", "..%2f..", "79%0d%0aX:y", "<b>".replace("<", "%3C").replace(">", "%3E")):
        assert _stranger(stage, f"/p/{code}").status in (400, 404), f"{code} is a place"
    plain = _stranger(stage, f"/p/{HERE}")
    assert "evil" not in plain.text and "before" not in plain.text, "a question of somebody else's is kept for others"


def _no_other_site_chooses(stage: Stage) -> None:
    led = stage.browser()
    answer = led.get(f"/p/{FAR}/keep", **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 303 and led.get("/").status == 200, "a link on another site chooses a ward"
    assert led.send("/p/forget", {}).status == 400, "a form without its token is taken"
    hers = stage.browser()
    hers.get(f"/p/{HERE}/keep")
    assert hers.get("/").location == f"/p/{HERE}"
    hers.post("/p/forget", {}, form="/p/")
    assert hers.get("/").status == 200, "a ward that was forgotten is still known"
