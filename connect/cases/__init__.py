"""Help requests: from asking to confirmed, who finds them, who takes them, who sees what."""
