"""Signatures made per document for comparing documents; the comparing itself is SQL in the dbt project."""
