"""Stories (*Nhật ký*) of help that was given, told only as long as both sides want it."""

# What other features may import.
PUBLIC = frozenset({"feed.queries", "models", "queries", "rules", "transitions"})
