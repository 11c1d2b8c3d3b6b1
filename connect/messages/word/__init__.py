"""Word of new messages to whoever has not read them, outside of the site: that there are some, and nothing else."""
