"""Supply points: places that sell or give away goods, what they have, how fresh the word of it is, and their hours."""

# What other features may import.
PUBLIC = frozenset({"actions", "goods", "models", "queries", "registering.actions", "rules", "transitions", "words"})
