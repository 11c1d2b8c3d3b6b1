"""Sums of orders: recorded as agreed by both sides, never handled."""
