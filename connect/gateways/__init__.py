"""Ways out to people: mail, SMS, push. Each has a twin that records instead of sending, which is the default."""
