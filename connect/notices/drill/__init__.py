"""Notices of an incident; those of a drill are for who takes part in it, reach nobody, and go when it is over."""
