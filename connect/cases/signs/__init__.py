"""The signs of danger of one case: read from the form, kept sealed, shown first on every page of the case."""
