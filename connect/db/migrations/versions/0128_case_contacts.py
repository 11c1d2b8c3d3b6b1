"""The browsers that are told of a case, bound by its link."""

import sqlalchemy as sa
from alembic import op

revision = "0128"
down_revision = "0127"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_contacts",
        sa.Column("contact_id", INT, sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("case_contacts")
