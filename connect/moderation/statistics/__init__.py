"""Statistics of moderation: waiting times, agreement, coverage."""
