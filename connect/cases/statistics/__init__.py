"""Statistics of requests: how many were still needed, taken and helped, day by day."""
