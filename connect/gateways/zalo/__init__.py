"""Zalo: templates that were approved beforehand (ZNS), with a token that has to be renewed."""
