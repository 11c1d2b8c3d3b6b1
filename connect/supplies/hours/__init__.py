"""Opening hours: rows that people fill in, the expression our code writes from them, and what is open at a moment."""
