"""B21: has what messengers and caches show of a page lead to another site, and looks there for secrets of a link."""

import re

from tests.attacks.stage import Stage
from tests.socket.browser import ASKED

EVIL = "evil.example"
PAGES = ("/", "/notices/", "/cases/ask", "/cases/nearby?area=26740", "/privacy", "/manifest.webmanifest")
TOLD_TO_OTHERS = re.compile(r'<meta (?:name="description"|property="og:)')


def attack(stage: Stage) -> None:
    """Every public page by the name of another site, then as others find it; the own page as a messenger sees it."""
    thief, other = stage.browser(), stage.browser()
    for page in PAGES:
        answer = thief.request("GET", page, Host=EVIL)
        assert EVIL not in answer.text and EVIL not in answer.headers.get("location", ""), page
    for page in PAGES:
        answer = other.get(page)
        assert answer.status == 200 and EVIL not in answer.text, f"{page} was kept with another site in it"
    link = thief.send("/cases/ask", {**ASKED, **thief.get("/cases/ask").hidden(), "phone": stage.phone()}).location
    own = stage.browser().get(link)
    assert own.status == 200 and not TOLD_TO_OTHERS.search(own.text), "the page of a secret link describes itself"
    assert "no-store" in own.headers["cache-control"]
