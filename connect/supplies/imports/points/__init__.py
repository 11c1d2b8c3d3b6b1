"""The points of a batch of rows: new ones, and what changes of those that are there."""
