"""New messages of a thread: for pages that stay open, and in numbers on other pages."""
