"""Delivery codes from paper: typed on one page, five tries each, and sent later where there was no network."""
