"""Incidents, what is switched on where and when, and the catalogue of what can be asked for."""

# What other features may import.
PUBLIC = frozenset({
    "blueprint", "kinds", "models", "queries", "rules", "signs.rules",
})  # fmt: skip
