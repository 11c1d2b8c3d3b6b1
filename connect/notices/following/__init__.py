"""Following a place without an account: a browser is told of its notices, and nothing else of its holder is known."""
