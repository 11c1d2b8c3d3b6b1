"""The front page, the choice of language, the privacy page, the health check."""
