"""Consent to a story: its words by version, how it is given, and how the other side is asked for it."""
