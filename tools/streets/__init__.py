"""Streets out of OpenStreetMap by Debian's own programs, for operators; see the README, “Streets on the map”."""
