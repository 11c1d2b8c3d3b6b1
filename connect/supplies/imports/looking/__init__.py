"""Looking at the rows of an import: the points that they may be, and what that makes of each row."""
