"""Pictures that people send: decoded, shrunk and written anew."""

# What other features may import.
PUBLIC = frozenset({
    "intake", "sealed",
})  # fmt: skip
