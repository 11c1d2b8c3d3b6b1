"""Contacts: a way to reach somebody by one medium. Addresses lie in a table of their own, sealed."""
