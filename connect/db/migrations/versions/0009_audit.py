"""The audit log, which only grows; locks of accounts; stops of persons; baits."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0009"
down_revision = "0008"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", INT, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("what", sa.String(30), nullable=False),
        sa.Column("person_id", INT),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("ix_audit_about", "audit", ["about", "id"])
    op.create_index("ix_audit_person", "audit", ["person_id", "id"])
    for statement in _only_added_to(op.get_bind().dialect.name):
        op.execute(statement)
    op.create_table(
        "locks",
        sa.Column("id", INT, primary_key=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("lifted_at", Moment),
        sa.Column("lifted_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("note", sa.String(200)),
    )
    op.create_index("ix_locks_person", "locks", ["person_id", "lifted_at"])
    op.create_table(
        "stops",
        sa.Column("id", INT, primary_key=True),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.UniqueConstraint("phone_hash", "person_id"),
    )
    op.create_table(
        "baits",
        sa.Column("mark", sa.String(64), primary_key=True),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_index("ix_disclosures_person", "disclosures", ["person_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_disclosures_person", "disclosures")
    for table in ("baits", "stops", "locks", "audit"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _only_added_to(dialect: str) -> list[str]:
    """Triggers that refuse to change or delete a line, in each database's own words."""
    if dialect == "postgresql":
        return [
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$",
            "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            "CREATE TRIGGER audit_whole BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    return [
        f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
        for verb in ("UPDATE", "DELETE")
    ]
