"""G2: fifty accounts make a ward look green: by words about people nobody visited, and by requests of their own."""

from connect import geo
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.green import queries
from connect.cases.green.rules import Totals
from tests.attacks.helping import GIVEN, cases, send, state
from tests.attacks.stage import Stage
from tests.builders import BEN_THANH
from tests.often import LONG
from tests.socket.browser import ASKED, Browser

RING, WAITING = (50 if LONG else 12), 6


def attack(stage: Stage) -> None:
    codes = cases(stage, WAITING)
    ward = ward_of_cases(stage)
    before = totals(stage, ward)
    assert (before.waiting, before.share) == (WAITING, 0)
    ring = [stage.signed_in()[0] for _ in range(RING)]
    _words_about_nobody(stage, ring, codes, ward, before)
    _requests_of_their_own(stage, ring, ward, before)


def _words_about_nobody(stage: Stage, ring: list[Browser], codes: list[str], ward: Place, before: Totals) -> None:
    """Each tries each verb; who was never let in ends nothing, and what they hold comes back without any job."""
    for number, who in enumerate(ring):
        code = codes[number % len(codes)]
        for verb, said in (("claim", None), ("help", GIVEN), ("cannot-reach", {"reason": "nobody_there"})):
            send(who, code, verb, said)
    now = totals(stage, ward)
    assert (now.helped, now.waiting + now.being_helped) == (0, WAITING), f"green by words alone: {now}"
    assert "helped" not in {state(stage, code) for code in codes}
    stage.forward(days=2)
    later = totals(stage, ward)
    assert (later.waiting, later.helped, later.oldest_wait) == (WAITING, 0, before.oldest_wait), later


def _requests_of_their_own(stage: Stage, ring: list[Browser], ward: Place, before: Totals) -> None:
    """What they ask for themselves is looked at before it counts; the waiting and the oldest stay on the page."""
    for who in ring[:4]:
        fields = {**ASKED, **who.get("/cases/ask").hidden(), "phone": stage.phone()}
        assert who.send("/cases/ask", fields).status < 500
    now = totals(stage, ward)
    assert (now.helped, now.oldest_wait) == (0, before.oldest_wait) and now.waiting >= WAITING, now
    page = " ".join(stage.browser().get(f"/cases/green?area={ward.code}&as=a-stranger").words.split())
    assert f"{now.waiting} còn chờ" in page and "Chờ lâu nhất: 2 ngày" in page, page[:600]


def totals(stage: Stage, ward: Place) -> Totals:
    """The totals of the ward at the site's moment."""
    with stage.context():
        return queries.totals(ward)


def ward_of_cases(stage: Stage) -> Place:
    """The public ward of the cases."""
    with stage.context():
        return areas.ward_at(geo.centre_of(geo.cell_of(BEN_THANH)))
