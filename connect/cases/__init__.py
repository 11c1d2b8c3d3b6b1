"""Help requests: from asking to confirmed, who finds them, who takes them, who sees what."""

# What other features may import.
PUBLIC = frozenset({
    "actions", "answers.models", "answers.queries", "answers.rules", "answers.table", "asking.consent",
    "asking.need_fields", "asking.posting", "asking.public_location", "asking.request_details",
    "asking.requester_links", "changes.actions", "changes.reversals", "changes.rules", "claims.actions",
    "claims.alarms", "claims.handover", "claims.models", "claims.trusted_confirmations", "clinical.actions",
    "clinical.rules", "clinical.siblings", "collective.actions", "collective.queries", "demo.school", "demo.wave",
    "disclosure.actions", "disclosure.case_view", "disclosure.limits", "disclosure.masking.accounts",
    "disclosure.masking.spelling", "disclosure.masking.words", "disclosure.safeguarding", "disclosure.vouched_contacts",
    "drill.scope", "duplicates.household_aid", "duplicates.models",
    "duplicates.queries", "duplicates.score", "green.queries", "green.rules", "map.changes", "map.clusters", "map.rows",
    "models", "queries", "rules", "runs.actions", "runs.limits", "runs.queries", "runs.rules",
    "screening.amounts", "screening.flags", "screening.models", "screening.moderation_modes",
    "screening.moderation_work", "screening.rules", "screening.scam_patterns", "signs.queries", "utilities.queries",
    "statistics.day_counts", "transitions", "wiping", "word.dispatching", "word.queries",
    "words",
})  # fmt: skip
