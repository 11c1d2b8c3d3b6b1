"""The size of the picture of a point, and whether it waits for a look. A default that is constant locks nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0155"
down_revision = "0154"


def upgrade() -> None:
    op.add_column("supply_points", sa.Column("picture_width", sa.SmallInteger))
    op.add_column("supply_points", sa.Column("picture_height", sa.SmallInteger))
    op.add_column("supply_points", sa.Column("picture_waits", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in ("picture_waits", "picture_height", "picture_width"):
        op.drop_column("supply_points", name)
