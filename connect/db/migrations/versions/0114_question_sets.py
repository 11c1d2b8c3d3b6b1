"""Sets of questions: a draft for each utility and owner, and published versions that the database keeps as they are."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0114"
down_revision = "0113"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SAID = "a published set of questions stays as it is"


def upgrade() -> None:
    op.create_table(
        "question_sets",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("utility", sa.String(30), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id")),
        sa.Column("version", INT, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("edits", INT, nullable=False),
        sa.Column("changed_by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("published_at", Moment),
    )
    owner = sa.text("coalesce(area_id, 0)")
    op.create_index("uq_question_sets_version", "question_sets", ["utility", owner, "version"], unique=True)
    draft = sa.text("published_at IS NULL")
    op.create_index(
        "uq_question_sets_draft", "question_sets", ["utility", owner], unique=True,
        sqlite_where=draft, postgresql_where=draft,
    )  # fmt: skip
    for statement in _published_stays(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("question_sets")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_questions()")


def _published_stays(dialect: str) -> list[str]:
    """Triggers that refuse to change or delete what was published, in each database's own words."""
    if dialect == "postgresql":
        return [
            "CREATE OR REPLACE FUNCTION refuse_change_of_questions() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$",
            "CREATE TRIGGER question_sets_stay BEFORE UPDATE OR DELETE ON question_sets FOR EACH ROW "
            "WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_questions()",
        ]
    return [
        f"CREATE TRIGGER question_sets_no_{verb.lower()} BEFORE {verb} ON question_sets "
        f"WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        for verb in ("UPDATE", "DELETE")
    ]
