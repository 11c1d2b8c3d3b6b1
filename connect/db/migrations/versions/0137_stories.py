"""Stories of help, the consents of their two sides, their pictures, and thanks to a helper alone: new tables only."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0137"
down_revision = "0136"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHOWN = sa.text("state = 'published'")
WAITING = sa.text("state IN ('pending', 'hidden')")


def _of_story() -> sa.Column[int]:
    return sa.Column("story_id", INT, sa.ForeignKey("stories.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    _stories()
    _secrets()
    _history()
    op.create_table(
        "thanks",
        sa.Column(
            "claim_id", INT, sa.ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        ),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary, nullable=False),
    )


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("lang", sa.String(5), nullable=False),
        sa.Column("words_other", sa.Text),
        sa.Column("lang_other", sa.String(5)),
        sa.Column("requester_name", sa.String(20)),
        sa.Column("helper_name", sa.String(20)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("edition", sa.SmallInteger, nullable=False),
        sa.Column("written_by", sa.String(10), nullable=False),
        sa.Column("shown_from", Moment, nullable=False),
        sa.Column("published_at", Moment),
        sa.Column("state_at", Moment, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_index("ix_stories_shown", "stories", ["week", "id"], sqlite_where=SHOWN, postgresql_where=SHOWN)
    op.create_index(
        "ix_stories_shown_area", "stories", ["area_id", "week", "id"], sqlite_where=SHOWN, postgresql_where=SHOWN
    )
    op.create_index("ix_stories_waiting", "stories", ["state_at"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_stories_state", "stories", ["state", "state_at"])
    op.create_table(
        "story_pictures",
        sa.Column("id", INT, primary_key=True),
        _of_story(),
        sa.Column("number", sa.SmallInteger, nullable=False),
        sa.Column("file_name", sa.String(64), nullable=False, unique=True),
        sa.Column("alt", sa.String(200), nullable=False),
        sa.Column("people", sa.String(10), nullable=False),
        sa.UniqueConstraint("story_id", "number"),
    )


def _secrets() -> None:
    op.create_table(
        "story_secrets",
        sa.Column(
            "story_id", INT, sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        ),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="SET NULL")),
        sa.Column("claim_id", INT, sa.ForeignKey("claims.id", ondelete="SET NULL"), unique=True),
        sa.Column("ward_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("ended_on", sa.Date, nullable=False),
        sa.Column("helper_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("phone_hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_story_secrets_case", "story_secrets", ["case_id"])
    op.create_index("ix_story_secrets_helper", "story_secrets", ["helper_id"])
    op.create_index("ix_story_secrets_token", "story_secrets", ["token_hash"])
    op.create_table(
        "story_consents",
        sa.Column("id", INT, primary_key=True),
        _of_story(),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("edition", sa.SmallInteger, nullable=False),
        sa.Column("consent_version", sa.String(20), nullable=False),
        sa.Column("lang", sa.String(5), nullable=False),
        sa.Column("medium", sa.String(10), nullable=False),
        sa.Column("device_hash", sa.String(64), nullable=False),
        sa.Column("first_name", sa.String(20)),
        sa.Column("at", Moment, nullable=False),
        sa.Column("taken_back_at", Moment),
        sa.UniqueConstraint("story_id", "side", "edition"),
    )


def _history() -> None:
    op.create_table(
        "story_events",
        sa.Column("id", INT, primary_key=True),
        _of_story(),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("by", sa.String(10), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id")),
        sa.Column("from_state", sa.String(10), nullable=False),
        sa.Column("to_state", sa.String(10), nullable=False),
        sa.Column("edition", sa.SmallInteger, nullable=False),
        sa.Column("reason", sa.String(30)),
        sa.Column("note", sa.String(300)),
    )
    op.create_index("ix_story_events_story", "story_events", ["story_id", "id"])


def downgrade() -> None:
    for name in ("thanks", "story_events", "story_consents", "story_secrets", "story_pictures", "stories"):
        op.drop_table(name)
