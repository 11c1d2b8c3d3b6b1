"""What an authority tells the people of its areas."""

# What other features may import.
PUBLIC = frozenset({
    "actions", "models", "queries", "rules",
})  # fmt: skip
