"""The links from the pages of a case to its thread."""
