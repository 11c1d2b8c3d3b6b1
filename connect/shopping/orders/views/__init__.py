"""The pages of orders: the household's own, and those of the people who bring them."""
