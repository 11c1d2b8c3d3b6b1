"""The moderators' desk for stories that both sides agreed to, or that were hidden."""
