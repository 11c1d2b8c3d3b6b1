"""A story in a list and whole: where, in which week, in whose words; names only where both gave one."""

from datetime import date
from types import SimpleNamespace

from tests.components.conftest import Piece


def told(**over: object) -> SimpleNamespace:
    """A story as readers see it."""
    values = {
        "public_id": "ABCD2345", "place": SimpleNamespace(name="Phường Vỹ Dạ"), "kind": "food", "pictures": [],
        "week": date(2026, 11, 23), "words": "Rice <came>.\n\nThank you.", "lang": "en",
        "requester_name": None, "helper_name": None,
    } | over  # fmt: skip
    return SimpleNamespace(**values)


def test_an_item_is_one_link_with_ward_week_and_the_beginning_of_the_words(piece: Piece) -> None:
    said = piece("story", "story_item", told(words="x" * 900), 3)
    assert '<h3><a class="whole" href="/stories/ABCD2345">Phường Vỹ Dạ</a></h3>' in said
    assert "week of 23/11 to 29/11" in said and 'lang="en"' in said and "x" * 300 not in said


def test_names_stand_there_only_when_both_gave_one(piece: Piece) -> None:
    assert "Minh and Lan" in piece("story", "story_item", told(requester_name="Lan", helper_name="Minh"))
    assert "Minh" not in piece("story", "story_item", told(helper_name="Minh"))


def test_all_words_keep_their_paragraphs_and_pictures_say_what_they_show(piece: Piece) -> None:
    said = piece("story", "story_body", told(pictures=[SimpleNamespace(number=2, alt="Rice & water")]))
    assert "<p>Rice &lt;came&gt;.</p><p>Thank you.</p>" in said
    assert 'src="/stories/ABCD2345/picture/2" alt="Rice &amp; water" loading="lazy"' in said
