"""The one picture of a point: written anew, looked at where points are looked at, gone with its point."""
