"""How a utility stands at a place and a moment, of the lines that speak there."""
