"""The search for what is near, for every table of things that have a place: one walk over the cells of the grid."""

# What other features may import.
PUBLIC = frozenset({"ranges", "search", "source"})
