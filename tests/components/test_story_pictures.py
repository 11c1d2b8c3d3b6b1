"""A picture goes only with words, and with what is said of the people in it."""

from types import SimpleNamespace

from connect.home.talk_samples import OfPicture
from tests.components.conftest import Piece


def test_the_fields_ask_for_a_file_for_words_and_for_the_people(piece: Piece) -> None:
    said = piece("story_pictures", "picture_fields", OfPicture())
    assert 'type="file"' in said and 'accept="image/jpeg,image/png,image/webp"' in said
    assert said.count('type="radio"') == 2 and "checked" not in said, "nothing is chosen beforehand"


def test_a_kept_picture_can_be_taken_away_by_its_number(piece: Piece) -> None:
    said = piece("story_pictures", "kept_picture", SimpleNamespace(number=2, alt="Rice"), "/x.webp", "/there")
    assert '<img src="/x.webp" alt="Rice">' in said and 'action="/there"' in said
    assert 'name="take_away" value="2"' in said and "csrf_token" in said
