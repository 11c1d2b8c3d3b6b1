"""What a requester changed of a case that a moderator had looked at, until somebody looks again."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table(
        "case_changes",
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("codes", sa.JSON, nullable=False),
        sa.Column("wish_sealed", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("case_changes")
