"""Collective cases: a verified school posts one request for many, with its own public address."""
