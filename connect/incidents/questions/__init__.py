"""Questions of a utility as data: sets of them, what is wrong with a set, and what is wrong with answers."""
