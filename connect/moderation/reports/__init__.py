"""Reports of abuse: taking them, weighing them, answering them."""
