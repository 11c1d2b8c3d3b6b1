"""Offers (*Muốn cho*): goods, labour, a vehicle or money's worth that somebody has to give, near their home."""

# What other features may import.
PUBLIC = frozenset({"actions", "loans.rules", "models", "queries", "rules"})
