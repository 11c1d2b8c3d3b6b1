"""The pages of notices: what everybody reads, and the desk of the officials."""
