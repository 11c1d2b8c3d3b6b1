"""Who looks at what of the moderators' queue."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0007"
down_revision = "0006"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "desk_leases",
        sa.Column("subject", sa.String(20), primary_key=True),
        sa.Column("public_id", sa.String(8), primary_key=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("taken_at", Moment, nullable=False),
        sa.Column("until", Moment, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("desk_leases")
