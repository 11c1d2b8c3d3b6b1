"""Databases from before 0.1.0, whose 35 revisions are now one baseline (0101 to 0110). Goes when 0.1.0 is out.

A database at the last old revision has the tables of the baseline, so it is taken over once they were compared. One
that stopped earlier cannot be: the steps it lacks are no longer there.
"""

import sqlalchemy as sa

from connect import db
from connect.db import migration_state

OLD = frozenset(f"{number:04}" for number in range(1, 36))
LAST, BASELINE = "0035", "0110"
# Tables, columns and indexes that migrations after the baseline make, so that nobody misses them before, and a key that
# one takes away; what points to others stands first.
LATER = (
    "run_codes",
    "ix_claims_run", "claims.run",
    "run_events", "run_stops", "run_members", "run_teams", "runs",
    "ix_supply_goods_told", "supply_leaves", "supply_reminders", "supply_doubts",
    "supply_import_rows", "supply_imports",
    "ix_supply_points_hours", "holiday_corrections",
    "supply_items", "supply_helpers", "supply_events", "supply_goods", "supply_points",
    "ix_threads_asked", "message_words",
    "story_areas", "story_tombstones",
    "message_pictures",
    "order_receipts",
    "ix_settlements_person", "settlements",
    "order_events", "order_lines", "orders",
    "window_events", "window_shops", "window_combos", "shopping_window_areas", "shopping_windows", "window_templates",
    "messages", "threads",
    "thanks", "story_events", "story_consents", "story_secrets", "story_pictures", "stories",
    "area_totals", "incident_totals", "cell_steps.incident_id",
    "dispatch_events", "delivery_reasons",
    "ix_contacts_digest", "contacts.digest_hour", "contacts.digest_from", "contacts.digest_until",
    "channels.organization_id", "channels.verified_by_id", "channels.kit",
    "channels.folded", "channels.about", "channels.contact", "channels.state", "channels.verified_at",
    "channels.closed_at", "uq_channels_area_id",
    "ix_notice_areas_unlisted", "notice_areas.severity", "notice_areas.starts_at", "notice_areas.ends_at",
    "ix_notices_in_force", "ix_notices_of_channel", "ix_notices_feed", "ix_notices_channel_id",
    "ix_notice_areas_area_id",
    "notice_events", "notice_texts", "ix_notices_scheduled", "ix_notices_cancelled",
    "notices.updates_id", "notices.changed_by_id", "notices.state", "notices.urgency",
    "notices.certainty", "notices.response", "notices.status", "notices.category", "notices.event", "notices.contact",
    "notices.web", "notices.instruction", "notices.edition", "notices.updates_edition", "notices.risk_level",
    "notices.onset_at", "notice_versions.identifier", "notice_versions.msg_type", "notice_versions.approved_by_id",
    "notices.outline", "notices.circle",
    "ix_notices_of_incident", "notices.incident_id",
    "source_entries", "sources",
    "figures", "series",
    "receipts",
    "case_contacts",
    "pending_follows",
    "subscriptions",
    "delivery_sums", "deliveries", "dispatch_batches", "dispatches", "suppressions", "contact_secrets", "contacts",
    "gateways", "cases.is_collective", "collective_cases", "loan_reminders", "loan_events", "loan_secrets", "loans",
    "exercise_results",
    "ix_offers_nearby", "offer_secrets", "offer_events", "offer_takings", "offer_reminders", "offers",
    "advice_summaries", "case_signs", "sign_lists", "credentials",
    "case_public_answers", "case_answers",
    "case_secrets.sibling_id", "case_secrets.health_agreed_at", "case_secrets.again_at",
    "ix_cases_clinical", "cases.incident_id", "day_counts", "question_sets", "switches", "incident_areas", "incidents",
    "utility_items", "utilities", "catalogue_version",
)  # fmt: skip
_OTHERWISE = (
    "copy it (instance/connect.db, or pg_dump), then go on with an empty one, or run `flask setup` with the last code "
    "that had revision 0035 (the commit before the one that `git log -1 -- "
    "connect/db/migrations/versions/0035_case_changes.py` names) and again with this"
)
# On PostgreSQL two columns of the last old revision were narrower than declared, and four had a default that was for
# the rows of that day alone.
_MENDING = (
    "ALTER TABLE case_changes ALTER COLUMN case_id TYPE bigint, ALTER COLUMN at TYPE timestamptz",
    "ALTER TABLE people ALTER COLUMN factor_tries DROP DEFAULT",
    "ALTER TABLE sessions ALTER COLUMN pending DROP DEFAULT, ALTER COLUMN by_factor DROP DEFAULT, "
    "ALTER COLUMN proved_at DROP DEFAULT",
)


class FromBeforeRelease(Exception):
    """The database cannot be taken over; the message says why, and how to go on."""


def advice() -> str | None:
    """One sentence for the operator of a database from before 0.1.0; None for any other."""
    found = migration_state.revision()
    if found not in OLD:
        return None
    if found == LAST:
        return "This database is from before 0.1.0: run `flask setup`, which compares its tables and takes it over."
    return f"This database is from before 0.1.0 (revision {found}), and no migration leads on from it: {_OTHERWISE}."


def take_over() -> bool:
    """Makes a database of the last old revision one of the baseline; False for a database that is not from before.

    Raises FromBeforeRelease, and changes nothing, when its revision or its tables are others.
    """
    found = migration_state.revision()
    if found not in OLD:
        return False
    if found != LAST:
        raise FromBeforeRelease(advice())
    with db.transaction() as session:
        for statement in _MENDING if db.is_postgres() else ():
            session.execute(sa.text(statement))
        if differences := migration_state.differences(session.connection(), without=LATER):
            raise FromBeforeRelease(
                f"This database is from before 0.1.0, and its tables are not those of this version "
                f"({differences[0]}): {_OTHERWISE}."
            )
        session.execute(sa.text("UPDATE alembic_version SET version_num = :new"), {"new": BASELINE})
    return True
