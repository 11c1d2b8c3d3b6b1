"""Quick phrases: a press instead of typing, read by each in the own language."""
