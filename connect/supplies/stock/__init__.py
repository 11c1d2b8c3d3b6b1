"""The goods of a point as forms are told them, and prices beside those of others near by."""
