"""Who helps and who decides: people, their roles, organisations, signing in."""
