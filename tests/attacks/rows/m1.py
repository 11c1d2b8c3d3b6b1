"""A moderator types numbers to learn who has asked for help; one of another area does; a number is read from a log."""

from tests.attacks.stage import Stage
from tests.builders import post_case
from tests.socket.browser import Answer, Browser

AN_HOUR = 30  # moderation/queue/views: PHONES
ASKED, NOBODY = "0912345678", "0987654321"


def attack(stage: Stage) -> None:
    with stage.context():
        code = post_case(phone="+84912345678")[0].public_id
    _from_elsewhere(stage, code)
    _by_an_address_or_without_a_token(stage, code)
    _one_number_after_the_other(stage, code)
    assert ASKED not in stage.site.said() and ASKED[1:] not in stage.site.said(), "a number stands in the site's log"
    with stage.context():
        stored = str(stage.value("SELECT count(*) FROM audit a, case_secrets s WHERE a.about LIKE '%' || s.phone_hash"))
    assert stored == "0", "the log's mark of a number is that of the request: both can be joined"


def _find(who: Browser, wanted: str) -> Answer:
    return who.post("/moderation/find", {"wanted": wanted}, form="/moderation/")


def _from_elsewhere(stage: Stage, code: str) -> None:
    """Of another province: the number of somebody there is answered like nobody's, byte for byte but for itself."""
    far, number = stage.signed_in("moderator", area="01")
    asked, nobody = (_find(far, wanted) for wanted in (ASKED, NOBODY))
    assert (asked.status, asked.words.replace(ASKED, "")) == (nobody.status, nobody.words.replace(NOBODY, ""))
    assert code not in asked.text and _find(far, code).status == 200, "a code of another province is found"
    assert _looks(stage, number) == 2, "a look that found nothing is not written down"
    for role in ("official", "volunteer"):
        other, _ = stage.signed_in(role, area="79")
        answer = other.post("/moderation/find", {"wanted": ASKED}, form="/accounts/me")
        assert answer.status == 403 and code not in answer.text, f"a {role} looks phones up"


def _by_an_address_or_without_a_token(stage: Stage, code: str) -> None:
    """The number never stands in an address, and no other page can have a moderator's browser send one."""
    here, number = stage.signed_in("moderator", area="79")
    answer = here.get(f"/moderation/find?wanted={ASKED}")
    assert answer.status == 405 and code not in answer.text, "a number is looked up by an address"
    assert here.send("/moderation/find", {"wanted": ASKED}).status == 400, "a form without its token is taken"
    assert _looks(stage, number) == 0


def _one_number_after_the_other(stage: Stage, code: str) -> None:
    """So many in an hour over both processes, each in the log with the moderator; the code still finds."""
    here, number = stage.signed_in("moderator", area="79")
    hidden = here.get("/moderation/").hidden()
    for last in range(AN_HOUR):
        assert here.send("/moderation/find", {**hidden, "wanted": f"09876543{last:02}"}).status == 200
    stopped = here.send("/moderation/find", {**hidden, "wanted": ASKED})
    assert stopped.status == 429 and code not in stopped.text, "numbers can be tried out without an end"
    assert _looks(stage, number) == AN_HOUR, "looks are missing in the log"
    assert _find(here, code).location == f"/moderation/{code}", "the short code is refused too"
    stage.forward(minutes=61)
    other, seen = stage.signed_in("moderator", area="79")
    assert _find(other, ASKED).location == f"/moderation/{code}", "an honest look finds nothing"
    assert _looks(stage, seen) == 1


def _looks(stage: Stage, number: int) -> int:
    found = stage.value("SELECT count(*) FROM audit WHERE what = 'search' AND person_id = :id", id=number)
    return int(str(found))
