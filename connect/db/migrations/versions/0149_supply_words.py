"""Supply points: those that many buyers doubt, reminders to owners, and the leave for reminders by SMS.

New and empty tables lock nothing that is at work.
"""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0149"
down_revision = "0148"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "supply_doubts",
        sa.Column("point_id", INT, sa.ForeignKey("supply_points.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "supply_reminders",
        sa.Column("id", INT, primary_key=True),
        sa.Column("point_id", INT, sa.ForeignKey("supply_points.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("said_at", Moment, nullable=False),
        sa.Column("step", sa.SmallInteger, nullable=False),
        sa.Column("sent_at", Moment, nullable=False),
        sa.UniqueConstraint("person_id", "day"),
        sa.UniqueConstraint("point_id", "said_at", "step"),
    )
    op.create_table(
        "supply_leaves",
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("sms_agreed_at", Moment, nullable=False),
    )


def downgrade() -> None:
    for table in ("supply_leaves", "supply_reminders", "supply_doubts"):
        op.drop_table(table)
