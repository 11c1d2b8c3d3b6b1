"""Where a notice holds, as it was drawn: an outline, or a circle. Empty for all that are there: theirs are areas."""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0129"


def upgrade() -> None:
    op.add_column("notices", sa.Column("outline", sa.JSON))
    op.add_column("notices", sa.Column("circle", sa.JSON))


def downgrade() -> None:
    for column in ("circle", "outline"):
        op.execute(f"ALTER TABLE notices DROP COLUMN {column}")
