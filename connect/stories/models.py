"""The tables of stories. `stories` and `story_pictures` hold what everybody may know once it is published.

Nothing in these two leads to a case. Which help it was, whose, and who agreed to it is in the others.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Person
from connect.areas.models import Area
from connect.crypto.encryption import Sealed
from connect.crypto.tokens import new_public_id
from connect.stories import rules
from connect.stories.rules import By, People, State, Verb

SHOWN_SQL = "state = 'published'"
WAITING_SQL = "state IN ('pending', 'hidden')"


class Story(db.Model):
    """One help as it is told: its place (a ward, or a province), its week, its kind, and the words."""

    __tablename__ = "stories"
    __table_args__ = (
        sa.Index("ix_stories_shown", "week", "id", sqlite_where=sa.text(SHOWN_SQL),
                 postgresql_where=sa.text(SHOWN_SQL)),
        sa.Index("ix_stories_shown_area", "area_id", "week", "id", sqlite_where=sa.text(SHOWN_SQL),
                 postgresql_where=sa.text(SHOWN_SQL)),
        sa.Index("ix_stories_waiting", "state_at", sqlite_where=sa.text(WAITING_SQL),
                 postgresql_where=sa.text(WAITING_SQL)),
        sa.Index("ix_stories_state", "state", "state_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))  # ward; the province where few were helped
    kind: Mapped[str] = mapped_column(sa.String(20))
    week: Mapped[date] = mapped_column(sa.Date)  # the Monday of the week in which the help ended
    words: Mapped[str] = mapped_column(sa.Text)  # as everybody reads them: what the masks cover is never kept
    lang: Mapped[str] = mapped_column(sa.String(5))
    words_other: Mapped[str | None] = mapped_column(sa.Text)  # the same in the other language of the site
    lang_other: Mapped[str | None] = mapped_column(sa.String(5))
    requester_name: Mapped[str | None] = mapped_column(sa.String(20))  # first names: both or none
    helper_name: Mapped[str | None] = mapped_column(sa.String(20))
    state: Mapped[State] = mapped_column(db.Word(State, 10), default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=1)  # of the row, so that two changes at once do not mix
    edition: Mapped[int] = mapped_column(sa.SmallInteger, default=1)  # of what is told, which consents are given to
    written_by: Mapped[By] = mapped_column(db.Word(By, 10))  # the side whose words stand; the other one is asked
    shown_from: Mapped[datetime]  # when it may be shown at the earliest
    published_at: Mapped[datetime | None]
    state_at: Mapped[datetime]
    created_at: Mapped[datetime]

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)
    pictures: Mapped[list["StoryPicture"]] = relationship(order_by="StoryPicture.number", lazy="selectin")

    @hybrid_method
    def is_shown(self, now: datetime) -> bool:
        """Whether everybody may read it at this moment. Also in SQL."""
        return rules.is_shown(self.state, self.shown_from, now)

    @is_shown.expression
    @classmethod
    def _is_shown(cls, now: datetime) -> sa.ColumnElement[bool]:
        # The words of the partial indexes, or SQLite cannot prove that they answer.
        return sa.and_(sa.text(f"stories.{SHOWN_SQL}"), cls.shown_from <= now)


class StoryPicture(db.Model):
    """One picture of a story, with its words for those who do not see it."""

    __tablename__ = "story_pictures"
    __table_args__ = (sa.UniqueConstraint("story_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(sa.ForeignKey("stories.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(sa.SmallInteger)  # 1 to 3
    file_name: Mapped[str] = mapped_column(sa.String(64), unique=True)
    alt: Mapped[str] = mapped_column(sa.String(200))
    people: Mapped[People] = mapped_column(db.Word(People, 10))


class StorySecret(db.Model):
    """The help that a story tells of, and its two sides. The way back to the case is deleted with the case's data."""

    __tablename__ = "story_secrets"
    __table_args__ = (
        sa.Index("ix_story_secrets_case", "case_id"),
        sa.Index("ix_story_secrets_helper", "helper_id"),
        sa.Index("ix_story_secrets_token", "token_hash"),
    )  # fmt: skip

    story_id: Mapped[int] = mapped_column(sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id", ondelete="SET NULL"))
    # A help is told once, whoever begins at the same moment.
    claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("claims.id", ondelete="SET NULL"), unique=True)
    ward_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))  # whose moderators look at it
    ended_on: Mapped[date] = mapped_column(sa.Date)  # the day on which the help ended, in the site's zone
    helper_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    token_hash: Mapped[str] = mapped_column(sa.String(64))  # of the requester's link, which works without the case
    phone_hash: Mapped[str] = mapped_column(sa.String(64))  # of the requester, as `case_secrets` has it; "" once wiped

    helper: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    ward: Mapped[Area] = relationship(lazy="joined", innerjoin=True)


class StoryConsent(db.Model):
    """One yes of one side to one edition of a story, under one version of what it was told."""

    __tablename__ = "story_consents"
    __table_args__ = (sa.UniqueConstraint("story_id", "side", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(sa.ForeignKey("stories.id", ondelete="CASCADE"))
    side: Mapped[By] = mapped_column(db.Word(By, 10))
    edition: Mapped[int] = mapped_column(sa.SmallInteger)  # of the words, names and pictures that were agreed to
    consent_version: Mapped[str] = mapped_column(sa.String(20))
    lang: Mapped[str] = mapped_column(sa.String(5))
    medium: Mapped[str] = mapped_column(sa.String(10))  # link or account
    device_hash: Mapped[str] = mapped_column(sa.String(64))  # the browser: two sides never agree in the same one
    first_name: Mapped[str | None] = mapped_column(sa.String(20))  # shown only if both sides gave one
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class StoryEvent(db.Model):
    """Append-only history of a story: who moved it, from where to where, and why."""

    __tablename__ = "story_events"
    __table_args__ = (sa.Index("ix_story_events_story", "story_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(sa.ForeignKey("stories.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    verb: Mapped[Verb] = mapped_column(db.Word(Verb, 10))
    by: Mapped[By] = mapped_column(db.Word(By, 10))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # the moderator
    from_state: Mapped[str] = mapped_column(sa.String(10))
    to_state: Mapped[str] = mapped_column(sa.String(10))
    edition: Mapped[int] = mapped_column(sa.SmallInteger)
    reason: Mapped[str | None] = mapped_column(sa.String(30))
    note: Mapped[str | None] = mapped_column(sa.String(300))  # of the moderator, for both sides


class Thanks(db.Model):
    """A requester's thank-you to the helper alone. It goes with the case's data."""

    __tablename__ = "thanks"

    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    words_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)

    words = Sealed(str, by="claim_id")
