"""Orders: what a household asks to be bought in a window. Each order is a case of its own."""
