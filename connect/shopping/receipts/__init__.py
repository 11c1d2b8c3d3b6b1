"""A picture of the receipt: sealed, for the household and the coordinator of its window."""
