"""Pictures of stories: sent, written anew without their place, shown only while their story is."""
