"""A place of meeting: from the requester alone, in words and as a point, sealed like the words of a message."""
