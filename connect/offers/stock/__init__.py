"""Taking from an offer for a case, and what comes back of it."""
