"""A person's record, and decisions about the person."""
