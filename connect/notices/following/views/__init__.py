"""The pages of following: the ways in, and all choices on one page."""
