"""Sending a picture, and taking it off: the row in the transaction at work, the file once that stands.

A file is written before its row, and deleted after it. Whatever a crash leaves between the two is a file without a row,
which nothing can open, because its key is gone; `jobs.sweep` deletes it.
"""

import hashlib
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import db
from connect.crypto.fingerprints import fingerprint
from connect.errors import RuleBroken
from connect.messages import actions as talk
from connect.messages.actions import Said
from connect.messages.models import Message, Thread
from connect.messages.pictures import files, queries
from connect.messages.pictures.models import MessagePicture
from connect.messages.rules import Kind
from connect.messages.seats import Seat
from connect.pictures import row_files
from connect.pictures.sealed import Kept

if TYPE_CHECKING:
    from connect.pictures.intake import Anew  # loads Pillow


def send(seat: Seat, picture: "Anew", kept: Kept, alt: str, key: str) -> Said:
    """Adds a picture that lies sealed already; the same again answers with the one that is there, and `kept` goes.

    Raises what `messages.actions.say` raises, and RuleBroken while contact is not open.
    """
    if seat.may_speak and not seat.contact_open:
        raise RuleBroken(_l("Pictures can be sent once the contact is open."))
    mark = fingerprint("message picture", hashlib.sha256(picture.content).hexdigest())
    said = talk.say(seat, Kind.PICTURE, alt, key)
    message = sa.select(Message.id).where(Message.thread_id == seat.thread.id, Message.number == said.number)
    number = db.session.scalars(message).one()
    if not said.again:
        row = MessagePicture(message_id=number, name=kept.name, mark=mark, width=picture.width, height=picture.height)
        row.key = kept.key
        db.session.add(row)
        db.session.flush()
        return said
    before = db.session.get(MessagePicture, number)
    if before is not None and before.mark != mark:
        raise talk.KeyUsed(_l("Another picture has gone out from this form. This one was not sent yet."))
    row_files.drop_afterwards([kept.name], files.folder())
    return said


def remove(which: sa.ColumnElement[bool]) -> None:
    """Deletes the pictures of some messages: rows now, files once the transaction stands."""
    names = queries.of_messages(which)
    if names:
        gone = sa.delete(MessagePicture).where(MessagePicture.name.in_(names))
        db.session.execute(gone.execution_options(synchronize_session="fetch"))
        row_files.drop_afterwards(names, files.folder())


@talk.hidden_hook
def _taken_back(_thread: Thread, message: Message) -> None:
    remove(Message.id == message.id)
