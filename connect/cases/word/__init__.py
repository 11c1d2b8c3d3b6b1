"""The word that a requester and a helper get about their own case: that there is news, while it is true."""
