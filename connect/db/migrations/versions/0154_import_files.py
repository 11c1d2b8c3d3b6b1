"""Large files of imports, read by the worker. Columns without a value lock nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0154"
down_revision = "0153"


def upgrade() -> None:
    op.add_column("supply_imports", sa.Column("file", sa.String(32)))
    op.add_column("supply_imports", sa.Column("file_key_sealed", sa.LargeBinary))
    op.add_column("supply_imports", sa.Column("refused", sa.JSON))


def downgrade() -> None:
    for name in ("refused", "file_key_sealed", "file"):
        op.drop_column("supply_imports", name)
