"""What a site keeps of itself: the proofs of its keys, the audit log, which only grows, and the clock."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0101"
down_revision = None

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "key_checks",
        sa.Column("number", INT, primary_key=True, autoincrement=False),
        sa.Column("proof", sa.LargeBinary, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "site_secrets",
        sa.Column("id", INT, primary_key=True, autoincrement=False),
        sa.Column("value_sealed", sa.LargeBinary, nullable=False),
    )
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
        "clock_marks",
        sa.Column("id", INT, primary_key=True, autoincrement=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("steady_since", Moment, nullable=False),
    )


def downgrade() -> None:
    for table in ("clock_marks", "audit", "site_secrets", "key_checks"):
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
