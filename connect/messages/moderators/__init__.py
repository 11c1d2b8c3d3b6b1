"""Moderators in a conversation: only where one of its two sides asks one in, or by a report."""
