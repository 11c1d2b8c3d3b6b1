"""How many cases need help, are taken and were helped in each ward, province, the country, and of each incident.

Filled from the sums of the finest cells; what lies in steps comes with the next fold. Code from before goes on adding
to the cells alone: the worker sees the difference within a minute and makes it good.
"""

import sqlalchemy as sa
from alembic import op

revision = "0138"
down_revision = "0137"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FINEST = 8
LEASED, SERVED = "('claimed', 'in_delivery')", "('helped', 'confirmed', 'unconfirmed')"
PUBLIC = "('open', 'partly_helped', 'claimed', 'in_delivery', 'helped', 'confirmed', 'unconfirmed')"
OF_AREAS = f"""
    WITH RECURSIVE ward_of (cell, area_id) AS (SELECT cell, max(area_id) FROM cases GROUP BY cell),
    within (area_id, above) AS (
        SELECT id, id FROM areas
        UNION ALL SELECT within.area_id, areas.parent_id FROM within JOIN areas ON areas.id = within.above
        WHERE areas.parent_id IS NOT NULL
    )
    INSERT INTO area_totals (area_id, need, taken, done)
    SELECT within.above, sum(need), sum(taken), sum(done) FROM cell_totals
    JOIN ward_of ON ward_of.cell = cell_totals.cell JOIN within ON within.area_id = ward_of.area_id
    WHERE cell_totals.res = {FINEST} GROUP BY within.above
"""  # nosec B608 # noqa: S608 - made of constants
OF_INCIDENTS = f"""
    INSERT INTO incident_totals (incident_id, need, taken, done)
    SELECT incident_id, sum(CASE WHEN state IN {LEASED} OR state IN {SERVED} THEN 0 ELSE 1 END),
        sum(CASE WHEN state IN {LEASED} THEN 1 ELSE 0 END), sum(CASE WHEN state IN {SERVED} THEN 1 ELSE 0 END)
    FROM cases WHERE incident_id IS NOT NULL AND guarded = 0 AND state IN {PUBLIC} GROUP BY incident_id
"""  # nosec B608 # noqa: S608 - made of constants


def upgrade() -> None:
    _sums("area_totals", sa.Column("area_id", INT, sa.ForeignKey("areas.id"), primary_key=True))
    _sums("incident_totals", sa.Column("incident_id", INT, primary_key=True, autoincrement=False))
    op.execute(OF_AREAS)
    op.execute(OF_INCIDENTS)
    op.add_column("cell_steps", sa.Column("incident_id", sa.BigInteger))  # last, for who writes waits from here on


def _sums(name: str, key: sa.Column[int]) -> None:
    counts = [sa.Column(colour, sa.Integer, nullable=False) for colour in ("need", "taken", "done")]
    op.create_table(name, key, *counts, sqlite_with_rowid=False)


def downgrade() -> None:
    op.drop_table("incident_totals")
    op.drop_table("area_totals")
    op.drop_column("cell_steps", "incident_id")
