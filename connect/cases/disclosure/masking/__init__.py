"""Masking: the requester's words without what leads to the person."""
