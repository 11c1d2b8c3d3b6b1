"""Workbooks that people send: refused unopened where they could do harm, else read as plain rows of text."""

# What other features may import.
PUBLIC = frozenset({
    "opening",
})  # fmt: skip
