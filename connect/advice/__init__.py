"""Medical advice: the clinicians' queue, the requester's summary, and the day on which they talk again."""

# What other features may import.
PUBLIC = frozenset({"models", "queries", "actions"})
