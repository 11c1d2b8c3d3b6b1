"""Alerts of others: read by pure rules, judged with a reason, kept as drafts unless a source is trusted with more."""
