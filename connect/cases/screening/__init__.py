"""Which requests a moderator looks at first, or before others see them."""
