"""A picture is everybody's only while its story is; before, its two sides and the moderators of its ward see it."""

import io

from PIL import Image

from connect import db
from connect.stories.models import Story
from connect.stories.pictures import files
from connect.stories.rules import By, State
from connect.web import request_sizes
from tests.builders import make_person
from tests.stories.published import link_of, make_story, picture_of
from tests.visit import Visit
from tests.world import png

TOKEN = "b" * 26
SAID = {"alt": "Hai bao gạo trước hiên", "people": "nobody"}


def linked(story: Story) -> str:
    """The address of the requester's side of a story, whose request is wiped."""
    return f"/stories/mine/{link_of(story, TOKEN)}/{story.public_id}"


def send(visit: Visit, path: str, stream: io.BytesIO | None = None, *, status: int = 303, **said: str) -> str:
    """Sends a picture with what is said of it; the text of the answer."""
    return visit.post(path, {**SAID, **said, "picture": (stream or png(), "x.png")}, status).text


def test_strangers_see_a_picture_only_while_its_story_is_out(visit: Visit) -> None:
    for state, status in ((State.PUBLISHED, 200), (State.PENDING, 404), (State.HIDDEN, 404), (State.DRAFT, 404)):
        story = make_story(state=state)
        picture_of(story)
        answer = visit.client.get(f"/stories/{story.public_id}/picture/1")
        assert answer.status_code == status, state
        assert visit.client.get(f"/stories/{story.public_id}/picture/2").status_code == 404
        if status == 200:
            assert answer.mimetype == "image/webp"
            assert answer.headers["Cache-Control"] == "private, no-cache", "browsers ask each time whether it is there"


def test_before_that_its_two_sides_and_the_moderators_of_its_ward_see_it_and_no_cache_keeps_it(
    visit: Visit,
) -> None:
    helper = make_person()
    story = make_story(state=State.PENDING, helper=helper)
    picture_of(story)
    path = f"/stories/{story.public_id}/picture/1"
    people = {
        helper: 200, make_person("moderator", area="79"): 200, make_person("moderator", area="01"): 404,
        make_person(): 404,
    }  # fmt: skip
    for person, status in people.items():
        answer = visit.as_(person).client.get(path)
        assert answer.status_code == status
        assert status != 200 or answer.headers["Cache-Control"] == "no-store"
    base = linked(story)
    visit = Visit(visit.app)
    assert visit.client.get(f"{base}/picture/1").status_code == 200
    assert visit.client.get(f"{base.replace('b' * 26, 'c' * 26)}/picture/1").status_code == 404


def test_the_writer_adds_three_pictures_without_an_account_and_takes_one_away(visit: Visit) -> None:
    story = make_story(state=State.DRAFT)
    path = linked(story) + "/pictures"
    for _ in range(3):
        send(visit, path)
    send(visit, path, status=422)  # a fourth
    assert [one.number for one in story.pictures] == [1, 2, 3]
    visit.post(path, {"take_away": "2"})
    send(visit, path, people="agreed")
    db.session.expire_all()
    assert [(one.number, one.people) for one in story.pictures] == [(1, "nobody"), (2, "agreed"), (3, "nobody")]
    assert len(list(files.folder().iterdir())) == 3


def test_what_is_missing_is_said_and_nothing_that_was_typed_is_lost(visit: Visit) -> None:
    story = make_story(state=State.DRAFT)
    path = linked(story) + "/pictures"
    assert SAID["alt"] in send(visit, path, people="", status=422)
    send(visit, path, alt=" ", status=422)
    send(visit, path, io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), status=422)
    send(visit, path, io.BytesIO(b"GIF89a" + b"\0" * 99), status=422)
    assert story.pictures == [] and not list(files.folder().glob("*")), "and no file is kept of it"


def test_what_is_no_draft_takes_no_picture_and_gives_none_back(visit: Visit) -> None:
    story = make_story(state=State.PUBLISHED)
    picture_of(story)
    path = linked(story) + "/pictures"
    assert visit.client.get(path).status_code == 409
    send(visit, path, status=409)
    visit.post(path, {"take_away": "1"}, 409)
    other = make_story(state=State.DRAFT, written_by=By.HELPER)
    assert visit.client.get(linked(other) + "/pictures").status_code == 409, "the other side's words and pictures"


def test_a_large_body_is_read_only_where_a_picture_would_be_taken(visit: Visit) -> None:
    draft, out = make_story(state=State.DRAFT), make_story()
    large = io.BytesIO()
    Image.effect_noise((900, 900), 90).save(large, "PNG")
    assert large.tell() > request_sizes.FORM_BYTES
    good = linked(draft) + "/pictures"
    for path, status in ((good, 303), (linked(out) + "/pictures", 413), (good.replace("b" * 26, "c" * 26), 413)):
        send(visit, path, io.BytesIO(large.getvalue()), status=status)
