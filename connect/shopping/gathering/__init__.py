"""A run under way: who approves it, which orders it gets, who sees which door, and the codes from its paper."""
