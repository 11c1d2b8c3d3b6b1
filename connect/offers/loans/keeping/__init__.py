"""Keeping loans true and no longer than needed: reminders, and the rights of holders and lenders."""
