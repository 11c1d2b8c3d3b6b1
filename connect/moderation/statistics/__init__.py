"""Figures of the desk: waiting times, agreement, coverage."""
