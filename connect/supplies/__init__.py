"""Supply points: places that sell or give away goods, what they have, how fresh the word of it is, and their hours."""

# What other features may import.
PUBLIC = frozenset({
    "actions", "goods", "hours.expression", "hours.on_form", "hours.queries", "hours.telling", "hours.words", "models",
    "queries", "registering.actions", "rules", "stock.queries", "transitions", "words",
})  # fmt: skip
