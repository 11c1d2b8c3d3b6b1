"""Makes the committed files of areas of data packages of the statistics office; no site needs it."""
