"""Pictures in a conversation: sealed files, for those who sit in the thread, while contact is open."""
