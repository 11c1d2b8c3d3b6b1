"""How fresh the word of a supply point is: a condition at the moment of asking, never a state that a job must keep."""
