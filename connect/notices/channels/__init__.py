"""Channels of authorities: who may open one, whose word it is, and the kits that a new one begins with."""
