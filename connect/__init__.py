"""Connect: neighbours helping neighbours through an epidemic, a flood or a typhoon."""
