"""Pictures that people send: decoded, shrunk and written anew."""

# What other features may import.
PUBLIC = frozenset({
    "intake", "row_files", "sealed", "sizes",
})  # fmt: skip
