"""The front page, the choice of language, the privacy page, the health check."""

# What other features may import.
PUBLIC: frozenset[str] = frozenset()
