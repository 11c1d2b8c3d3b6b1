"""Credentials of clinicians: asked for by whoever holds a licence, checked by an official, valid until a date."""
