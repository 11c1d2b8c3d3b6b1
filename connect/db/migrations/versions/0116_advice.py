"""Signs of danger: who signed the list, the answers of each case that was asked; and what clinicians wrote for it."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0116"
down_revision = "0115"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sign_lists",
        sa.Column("id", INT, primary_key=True),
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("credential", sa.String(200), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.UniqueConstraint("version", "digest", "person_id"),
    )
    op.create_table(
        "case_signs",
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "advice_summaries",
        sa.Column("id", INT, primary_key=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("claim_id", INT, sa.ForeignKey("claims.id", ondelete="CASCADE"), nullable=False, unique=True),
        sa.Column("said_sealed", sa.LargeBinary, nullable=False),
        sa.Column("advised_sealed", sa.LargeBinary, nullable=False),
        sa.Column("call_when_sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("advice_summaries")
    op.drop_table("case_signs")
    op.drop_table("sign_lists")
