"""Reports of abuse by the network they came from, to see how often those were unfounded."""

from alembic import op

from connect.db.migrations.online import without_locking

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.create_index("ix_abuse_reports_network", "abuse_reports", ["network"])
        return
    with without_locking():
        op.drop_index("ix_abuse_reports_network", "abuse_reports", if_exists=True, postgresql_concurrently=True)
        op.create_index("ix_abuse_reports_network", "abuse_reports", ["network"], postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("ix_abuse_reports_network", "abuse_reports")
