"""Tables of what a household needs, each figure with its source; suggestions, and amounts far above them."""
