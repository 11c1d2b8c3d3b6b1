"""Secrets: sealing personal columns, keyed hashes, unguessable names, signed values, the log that cannot be changed."""
