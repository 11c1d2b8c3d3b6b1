"""Changes of a request after it was looked at, and decisions that are taken back."""
