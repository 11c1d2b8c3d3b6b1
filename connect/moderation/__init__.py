"""The moderator's desk: what waits for a look, a word or a follow-up in her areas."""

# What other features may import.
PUBLIC: frozenset[str] = frozenset()
