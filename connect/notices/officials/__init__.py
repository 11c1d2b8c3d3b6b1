"""Officials are told in a browser of their own: a notice waits for them, was published alone, or ends soon."""
