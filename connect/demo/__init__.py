"""A believable wave of need, to try the product with: invented people, real wards."""

# What other features may import.
PUBLIC = frozenset({
    "fill",
})  # fmt: skip
