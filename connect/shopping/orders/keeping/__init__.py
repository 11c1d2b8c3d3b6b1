"""How long what is kept of orders is kept, who may read it, and the clock's work."""
