"""Announcements of features right of `cases` towards cases: parts of the asking form, and what follows from a move."""
