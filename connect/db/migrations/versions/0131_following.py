"""Following by mail and SMS: what waits for its confirmation, channels and choices of a subscription, the last success.

A place may be followed for all its channels, and several channels of one area beside one another.
"""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment
from connect.db.migrations.online import without_locking

revision = "0131"
down_revision = "0130"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ONE_EACH, ONE_NOW, KEY = "uq_subscriptions_contact_id_area_id", "ix_subscriptions_once", "fk_subscriptions_channel_id"
ONCE: list[str | sa.TextClause] = ["contact_id", "area_id", sa.text("coalesce(channel_id, 0)")]


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        with op.batch_alter_table("subscriptions") as batch:
            batch.drop_constraint(ONE_EACH, type_="unique")
        op.execute(f"ALTER TABLE subscriptions ADD COLUMN channel_id INTEGER CONSTRAINT {KEY} REFERENCES channels (id)")
    else:
        op.drop_constraint(ONE_EACH, "subscriptions", type_="unique")
        op.add_column("subscriptions", sa.Column("channel_id", INT))
        op.create_foreign_key(KEY, "subscriptions", "channels", ["channel_id"], ["id"], postgresql_not_valid=True)
    op.add_column("subscriptions", sa.Column("categories", sa.Integer, nullable=False, server_default="4095"))
    op.add_column("subscriptions", sa.Column("drills", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("contacts", sa.Column("reached_at", Moment))
    _pending()
    if sqlite:
        op.create_index(ONE_NOW, "subscriptions", ONCE, unique=True)
        return
    with without_locking():
        op.execute(f"ALTER TABLE subscriptions VALIDATE CONSTRAINT {KEY}")
        op.drop_index(ONE_NOW, "subscriptions", if_exists=True, postgresql_concurrently=True)
        op.create_index(ONE_NOW, "subscriptions", ONCE, unique=True, postgresql_concurrently=True)


def _pending() -> None:
    op.create_table(
        "pending_follows",
        sa.Column("id", INT, primary_key=True, autoincrement=False),
        sa.Column("medium", sa.String(5), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("secret_sealed", sa.LargeBinary, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("channel_id", INT, sa.ForeignKey("channels.id")),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_index("ix_pending_follows_created", "pending_follows", ["created_at"])


def downgrade() -> None:
    op.drop_table("pending_follows")
    op.drop_column("contacts", "reached_at")
    op.drop_index(ONE_NOW, "subscriptions")
    for column in ("drills", "categories", "channel_id"):
        op.execute(f"ALTER TABLE subscriptions DROP COLUMN {column}")
    with op.batch_alter_table("subscriptions") as batch:
        batch.create_unique_constraint(ONE_EACH, ["contact_id", "area_id"])
