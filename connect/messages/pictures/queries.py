"""Reading pictures: which message has one, what it shows, and which files belong to none."""

import sqlalchemy as sa

from connect import db
from connect.messages.models import Message
from connect.messages.pictures import files
from connect.messages.pictures.models import MessagePicture
from connect.messages.seats import Seat
from connect.pictures import sealed
from connect.pictures.sealed import Kept


def of_number(seat: Seat, number: int) -> MessagePicture | None:
    """The picture of a message, as long as this seat may see pictures; None where there is none."""
    if not may_see(seat):
        return None
    found = sa.select(MessagePicture).join(Message, Message.id == MessagePicture.message_id)
    found = found.where(Message.thread_id == seat.thread.id, Message.number == number, Message.hidden_at.is_(None))
    return db.session.scalar(found)


def may_see(seat: Seat) -> bool:
    """Whether pictures are shown here: like phones and doors, only while contact is open."""
    return seat.may_read and seat.contact_open


def content(seat: Seat, picture: MessagePicture) -> bytes:
    """The picture itself, as WebP. NotFound where the file is gone, or was changed."""
    return sealed.opened(Kept(picture.name, picture.key), files.folder(), files.about(seat.thread.id))


def of_messages(which: sa.ColumnElement[bool]) -> list[str]:
    """The names of the files of some messages."""
    found = sa.select(MessagePicture.name).join(Message, Message.id == MessagePicture.message_id).where(which)
    return list(db.session.scalars(found))
