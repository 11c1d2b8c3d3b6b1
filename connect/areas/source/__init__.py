"""How the committed files of areas are made of data packages of the statistics office; no site needs it."""
