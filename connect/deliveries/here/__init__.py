"""Messages for the holder of an account, in the browser at hand."""
