"""Pictures in a conversation. A new and empty table locks nothing that is at work."""

import sqlalchemy as sa
from alembic import op

revision = "0142"
down_revision = "0141"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "message_pictures",
        sa.Column(
            "message_id", INT, sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        ),
        sa.Column("name", sa.String(32), nullable=False, unique=True),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("key_sealed", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("message_pictures")
