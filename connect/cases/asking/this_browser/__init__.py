"""The browser that asks: which requests it keeps the links of, and how many more it may send."""
