"""Announcements of features: pages to go to, work that waits, things to report, data to tell and to wipe, jobs,
commands, the demo.

A feature calls these functions when its `feature.py` is imported, which `connect.app` does; nothing here knows any
feature. Modules further left keep their own lists in the same manner: periodic jobs in `jobs.queue`, kinds of lines
in `crypto.audit_log`, sealed columns in `crypto.encryption`.
"""
