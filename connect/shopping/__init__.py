"""Shopping for others: windows with a cut-off, orders (each a case), runs that deliver them, and what was paid."""

# What other features may import.
PUBLIC = frozenset({"orders.keeping.recount", "orders.rules"})
