"""The pages of runs, for whoever plans them."""
