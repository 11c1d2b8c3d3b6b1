"""Signing in: sessions, the second factor, passkeys, the proof of a phone."""
