"""The pages of windows: what everybody reads, and the desk of whoever runs them."""
