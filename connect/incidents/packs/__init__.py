"""Amounts as people write them, in the unit of a thing or in its packs."""
