"""What outlives an erased account, whose word on a helper counts, and who is asked to join an organisation."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0030"
down_revision = "0029"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HELPERS = "UPDATE stops SET helper_hash = (SELECT phone_hash FROM people WHERE people.id = stops.person_id)"


def upgrade() -> None:
    op.create_table(
        "phone_marks",
        sa.Column("id", INT, primary_key=True),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(20)),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
    )
    op.create_index("ix_phone_marks_phone", "phone_marks", ["phone_hash"])
    op.create_index("ix_phone_marks_until", "phone_marks", ["until"])
    op.add_column("stops", sa.Column("helper_hash", sa.String(64)))
    op.execute(HELPERS)
    op.add_column("case_secrets", sa.Column("device_hash", sa.String(64)))
    op.add_column("case_secrets", sa.Column("network_hash", sa.String(64)))
    op.add_column("claims", sa.Column("device", sa.String(64)))
    op.add_column("claims", sa.Column("own_post", sa.Boolean))
    op.create_table(
        "requester_words",
        sa.Column("claim_id", INT, sa.ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("received", sa.Boolean, nullable=False),
        sa.Column("own", sa.Boolean, nullable=False),
        sa.Column("phone_mark", sa.String(64), nullable=False),
        sa.Column("device_mark", sa.String(64), nullable=False),
        sa.Column("network_mark", sa.String(64), nullable=False),
    )
    op.create_table(
        "invitations",
        sa.Column(
            "organization_id", INT, sa.ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("by_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )  # fmt: skip
    op.create_index("ix_invitations_person", "invitations", ["person_id"])


def downgrade() -> None:
    op.drop_table("invitations")
    op.drop_table("requester_words")
    for table, columns in {
        "claims": ("own_post", "device"), "case_secrets": ("network_hash", "device_hash"), "stops": ("helper_hash",)
    }.items():  # fmt: skip
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
    op.drop_table("phone_marks")
