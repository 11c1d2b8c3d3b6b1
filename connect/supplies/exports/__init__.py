"""Listed points as files for others: CSV and GeoJSON, streamed, so that memory stays flat whatever there are."""
