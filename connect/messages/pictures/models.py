"""The table of pictures: where the sealed file of a message lies, and the key that opens it, itself sealed."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db
from connect.crypto.encryption import Sealed


class MessagePicture(db.Model):
    """The picture of one message. Its words, for whoever cannot see it, are the body of the message."""

    __tablename__ = "message_pictures"

    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(sa.String(32), unique=True)  # of its file
    mark: Mapped[str] = mapped_column(sa.String(64))  # a keyed hash of the picture: the same one sent again is known
    width: Mapped[int] = mapped_column(sa.Integer)
    height: Mapped[int] = mapped_column(sa.Integer)
    key_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)

    key = Sealed(str, by="message_id")
