"""Asking for help and looking after the request: its form, its place, its link, its reminders."""
