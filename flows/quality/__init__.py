"""Checks, their results and alerts; with ``expectations/`` the only importer of Great Expectations."""
