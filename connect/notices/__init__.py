"""Notices of authorities to the people of their areas."""

# What other features may import.
PUBLIC = frozenset({
    "actions", "models", "queries", "rules",
})  # fmt: skip
