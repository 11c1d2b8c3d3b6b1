"""When word of new messages last went to whom; and the few conversations into which a moderator is asked.

A new and empty table locks nothing that is at work; the index is of few rows.
"""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment
from connect.db.migrations.online import without_locking

revision = "0143"
down_revision = "0142"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEX, ASKED = "ix_threads_asked", sa.text("asked_moderator_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "message_words",
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        sa.Column("claim_id", INT, primary_key=True, autoincrement=False),
        sa.Column("medium", sa.String(4), primary_key=True),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("row", INT, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(INDEX, "threads", ["asked_moderator_at"], sqlite_where=ASKED)
        return
    with without_locking():
        op.drop_index(INDEX, "threads", if_exists=True, postgresql_concurrently=True)
        op.create_index(INDEX, "threads", ["asked_moderator_at"], postgresql_where=ASKED, postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index(INDEX, "threads")
    op.drop_table("message_words")
