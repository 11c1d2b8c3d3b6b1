"""Signs of danger: what is asked of which age, how grave an answer is, and the signature that puts the list in use."""
