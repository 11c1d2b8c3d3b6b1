"""Web Push (RFC 8030): sealed for one browser (RFC 8291), signed by this site (RFC 8292)."""
