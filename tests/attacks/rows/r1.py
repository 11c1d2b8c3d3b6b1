"""R1: somebody wants to read stories that are not out, to keep one that was taken down, or to hide one that is out.

Guessed addresses, cursors that were made up, pictures by their numbers, a link that is not one's own, a crowd of one
network that reports, and a look after the move: none of it tells more than that a published story was one.
"""

from urllib.parse import quote

from connect import db
from connect.stories import transitions
from connect.stories.models import Story
from connect.stories.rules import By, State, Verb
from tests.attacks.stage import Stage
from tests.socket.browser import Browser
from tests.stories.published import link_of, make_story, picture_of

NOBODY = "ZZZZZZZZ"
CURSORS = ("x", "[]", "WzczOTAwMCwxXQ", "null", "' OR 1=1 --", "W3t9LDFd.AAAA", "../../etc/passwd")


def attack(stage: Stage) -> None:
    with stage.context():
        out, hidden = make_story(), make_story(state=State.HIDDEN)
        draft = make_story(state=State.DRAFT)
        names = [one.public_id for one in (hidden, draft)]
        words = [one.words for one in (hidden, draft)]
        for one in (out, hidden, draft):
            picture_of(one)
        link, public, told = link_of(draft), out.public_id, out.words
    stranger = stage.browser()
    _what_is_not_out_is_not_there(stranger, names, words)
    _no_link_but_ones_own(stage, stranger, draft.public_id, link, public)
    _a_crowd_of_one_network(stage, public, told)
    _taken_down(stage, stranger, public, told)


def _what_is_not_out_is_not_there(stranger: Browser, names: list[str], words: list[str]) -> None:
    for name in names:
        for path in (f"/stories/{name}", f"/stories/{name}/picture/1", f"/moderation/report/story/{name}"):
            there, made_up = (stranger.get(one) for one in (path, path.replace(name, NOBODY)))
            assert (there.status, there.words) == (made_up.status, made_up.words) and there.status == 404, path
    for query in (*(f"after={quote(one)}" for one in CURSORS), "kind=%27", "area=%00", "area=VN&kind=draft"):
        for page in ("/stories/", "/stories/feed.atom"):
            answer = stranger.get(f"{page}?{query}")
            assert answer.status == 200 and not [one for one in words if one in answer.text], query


def _no_link_but_ones_own(stage: Stage, stranger: Browser, draft: str, link: str, out: str) -> None:
    """Another's link, one's own link to another's story, and a helper who is none of its two sides."""
    helper, _ = stage.signed_in("volunteer")
    wrong = (f"/stories/mine/{'c' * 26}/{draft}", f"/stories/mine/{link}/{out}", f"/stories/told/{draft}")
    for base in wrong:
        for who in (stranger, helper):
            answer = who.get(f"{base}/pictures")
            assert answer.status in (303, 404), f"{base}: {answer.status}"
    taken = stranger.post(f"/stories/mine/{'c' * 26}/{draft}/pictures", {"take_away": "1"}, form="/cases/ask")
    assert taken.status == 404 and stage.value("SELECT count(*) FROM story_pictures") == 3
    large = stranger.request(
        "POST", f"/stories/mine/{link}/{out}/pictures", b"x" * 2_000_000,
        **{"Content-Type": "multipart/form-data; boundary=x"},
    )  # fmt: skip
    assert large.status == 413, "a body is read for a story that takes no picture of this link"


def _a_crowd_of_one_network(stage: Stage, public: str, told: str) -> None:
    for _ in range(6):
        answer = stage.browser("127.0.0.9").post(f"/moderation/report/story/{public}", {"reason": "untrue"})
        assert answer.status == 303
    assert told in stage.browser().get(f"/stories/{public}").text, "one network hides a story"


def _taken_down(stage: Stage, stranger: Browser, public: str, told: str) -> None:
    with stage.context(), db.transaction() as session:
        story = session.get_one(Story, stage.value("SELECT id FROM stories WHERE public_id = :name", name=public))
        transitions.move(story, Verb.WITHDRAW, By.HELPER)
    for path in (f"/stories/{public}/picture/1", f"/stories/{public}/picture/2"):
        assert stranger.get(path).status == 410
    reported = stranger.get(f"/moderation/report/story/{public}")
    assert reported.status == 404 and told not in reported.text
    kept = stage.value("SELECT words FROM stories WHERE public_id = :name", name=public)
    assert kept == "" and told not in stage.site.said()
