"""What somebody blocked is told, apart from what staff note among themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.add_column("person_events", sa.Column("told_sealed", sa.LargeBinary))


def downgrade() -> None:
    op.drop_column("person_events", "told_sealed")
