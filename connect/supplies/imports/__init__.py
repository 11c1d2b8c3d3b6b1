"""Bringing in points from spreadsheets: columns are mapped, rows are checked and decided about, then written."""
