"""Putting a picture to a draft and taking it away, by the side that writes it."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import db
from connect.errors import NotFound, RuleBroken
from connect.stories import transitions
from connect.stories.models import StoryPicture
from connect.stories.pictures import files
from connect.stories.queries import Seat
from connect.stories.rules import MOST_PICTURES, People, Verb


def add(seat: Seat, file_name: str, alt: str, people: People) -> StoryPicture:
    """Puts a picture behind the others. RuleBroken where there are three; Conflict when two come at once."""
    taken = {one.number for one in seat.story.pictures}
    free = next((number for number in range(1, MOST_PICTURES + 1) if number not in taken), None)
    if free is None:
        raise RuleBroken(_l("A story has at most three pictures. Take one away first."))
    transitions.move(seat.story, Verb.EDIT, seat.side)
    made = StoryPicture(story_id=seat.story.id, number=free, file_name=file_name, alt=alt, people=people)
    db.session.add(made)
    db.session.flush()
    db.session.expire(seat.story, ["pictures"])
    return made


def take_away(seat: Seat, number: int) -> None:
    """Takes a picture away, its file once that stands. NotFound where there is none of this number."""
    picture = next((one for one in seat.story.pictures if one.number == number), None)
    if picture is None:
        raise NotFound
    transitions.move(seat.story, Verb.EDIT, seat.side)
    files.drop_later(picture.file_name)
    db.session.execute(sa.delete(StoryPicture).where(StoryPicture.id == picture.id))
    db.session.expire(seat.story, ["pictures"])
