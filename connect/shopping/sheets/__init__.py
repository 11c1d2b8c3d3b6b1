"""The paper of a run: a list to load by, a slip for each bag, and the way from door to door."""
