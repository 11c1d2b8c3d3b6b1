"""Keeping offers true and no longer than needed: reminders, the clock, the rights of givers."""
