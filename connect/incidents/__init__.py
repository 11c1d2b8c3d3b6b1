"""Incidents, what is switched on where and when, and the catalogue of what can be asked for."""

# What other features may import.
PUBLIC = frozenset({
    "kinds", "queries", "rules", "signs.rules",
})  # fmt: skip
