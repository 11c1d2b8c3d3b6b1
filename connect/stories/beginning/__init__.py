"""How a story begins: at a help that was confirmed, from the page of the request or that of the helper."""
