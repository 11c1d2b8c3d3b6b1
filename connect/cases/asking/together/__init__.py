"""Parts that other features add to the asking form."""
