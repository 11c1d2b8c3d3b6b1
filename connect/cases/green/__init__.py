"""How green a neighbourhood is: the share of its requests that were helped, never without the number who still wait."""
