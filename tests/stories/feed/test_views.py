"""Readers see what is published and due, by ward and week alone; of what is gone its address says so, and no more."""

import re
from datetime import timedelta
from xml.etree import ElementTree

from connect import db
from connect.moderation.reports import actions as reports
from connect.registry.reports import Reported
from connect.stories import transitions
from connect.stories.rules import By, State, Verb
from tests.conftest import Clock
from tests.stories.published import make_story
from tests.visit import Visit


def test_the_page_of_a_story_names_the_ward_and_the_week_and_nothing_finer(visit: Visit) -> None:
    story = make_story(requester_name="Lan", helper_name="Minh")
    text = visit.get("stories.show", public_id=story.public_id).text
    assert story.words in text and story.area.name in text and "Minh và Lan" in text
    assert f"tuần {story.week:%d/%m}" in text and not re.search(r"\b\d\d:\d\d\b", text), "a week, and no hour"


def test_a_story_is_shown_from_its_moment_on_without_any_job(visit: Visit, clock: Clock) -> None:
    story = make_story(shown_from=clock.moment + timedelta(hours=1))
    assert visit.client.get(f"/stories/{story.public_id}").status_code == 404
    assert story.words not in visit.get("stories.feed").text
    clock.forward(hours=1)
    assert story.words in visit.get("stories.feed").text
    assert visit.client.get(f"/stories/{story.public_id}").status_code == 200


def test_what_was_taken_down_answers_410_with_one_sentence_and_what_never_was_out_404(visit: Visit) -> None:
    story, never = make_story(), make_story(state=State.PENDING)
    words = story.words
    with db.transaction():
        transitions.move(story, Verb.WITHDRAW, By.REQUESTER)
        transitions.move(never, Verb.WITHDRAW, By.HELPER)
    for path in (f"/stories/{story.public_id}", f"/stories/{story.public_id}/picture/1"):
        answer = visit.client.get(path)
        assert (answer.status_code, words in answer.text) == (410, False)
    assert "đã được gỡ xuống" in visit.client.get(f"/stories/{story.public_id}").text
    assert visit.client.get(f"/stories/{never.public_id}").status_code == 404
    for page in ("/stories/", "/stories/feed.atom", "/"):
        assert words not in visit.client.get(page).text
    assert (story.words, story.helper_name) == ("", None)


def test_what_the_clock_forgot_answers_410_too(visit: Visit) -> None:
    story = make_story()
    with db.transaction():
        transitions.forget(story)
    assert visit.client.get(f"/stories/{story.public_id}").status_code == 410


def test_a_ward_without_stories_shows_those_around_and_asks_to_be_the_first(visit: Visit) -> None:
    near = make_story("26743")
    text = visit.get("stories.feed", area="26740").text
    assert near.words in text and "người đầu tiên" in text and "Quanh đây" in text


def test_the_feed_goes_on_where_a_page_ends_and_a_made_up_cursor_begins_anew(visit: Visit) -> None:
    stories = [make_story() for _ in range(14)]
    first = visit.get("stories.feed").text
    (link,) = re.findall(r'href="(/stories/\?after=[^"]+)"', first)
    second = visit.client.get(link.replace("&amp;", "&")).text
    assert [one.words in first for one in stories] == [False, False] + [True] * 12
    assert [one.words in second for one in stories] == [True, True] + [False] * 12
    assert stories[-1].words in visit.client.get("/stories/?after=made-up").text


def test_the_atom_feed_is_read_by_any_reader_and_tells_of_weeks_alone(visit: Visit) -> None:
    story = make_story()
    answer = visit.client.get("/stories/feed.atom")
    root = ElementTree.fromstring(answer.data)
    (entry,) = root.findall("{http://www.w3.org/2005/Atom}entry")
    told = {one.tag.rpartition("}")[2]: one.text for one in entry}
    assert told["content"] == story.words and told["updated"].endswith("T00:00:00+00:00")
    assert visit.client.get("/stories/feed.atom", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_no_cache_may_keep_a_story_for_longer_than_fifteen_seconds(visit: Visit) -> None:
    story = make_story()
    for path in ("/stories/", "/stories/feed.atom", f"/stories/{story.public_id}"):
        (seconds,) = re.findall(r"max-age=(\d+)", visit.client.get(path).headers["Cache-Control"])
        assert int(seconds) <= 15


def test_two_stories_stand_on_the_front_page_and_none_that_is_not_out(visit: Visit) -> None:
    assert 'id="stories"' not in visit.get("home.front").text
    stories = [make_story() for _ in range(3)]
    make_story(state=State.PENDING)
    text = visit.get("home.front").text
    assert [one.words in text for one in stories] == [False, True, True] and text.count('class="card story') == 2


def test_enough_independent_reports_hide_a_story_until_a_moderator_has_looked(visit: Visit) -> None:
    story = make_story()
    about = Reported("story", story.public_id, story.area_id)
    for number in range(5):
        with db.transaction():
            reports.report(about, "privacy", "", device=f"d{number}", network=f"n{number}", by=None)
    assert visit.client.get(f"/stories/{story.public_id}").status_code == 404, "hidden is not gone"
    assert story.state == State.HIDDEN and story.words not in visit.get("stories.feed").text
    assert visit.client.get(f"/moderation/report/story/{story.public_id}").status_code == 404
