"""Receipts: what a gateway says later of a message that it took."""
