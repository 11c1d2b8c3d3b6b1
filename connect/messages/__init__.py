"""Conversation about a case: one thread for each claim, between the requester and the helper who holds the case."""

# What other features may import.
PUBLIC = frozenset({"phrases.rules", "warnings.rules"})
