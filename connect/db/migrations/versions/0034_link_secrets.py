"""The secrets of requesters' links by chance and sealed, and a key of fingerprints apart from that of cookies."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("case_secrets", sa.Column("token_sealed", sa.LargeBinary))
    op.create_table(
        "site_secrets",
        sa.Column("id", INT, primary_key=True, autoincrement=False),
        sa.Column("value_sealed", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("site_secrets")
    op.drop_column("case_secrets", "token_sealed")
