"""The desk of officials and moderators for the points of their areas."""
