"""The only package that runs dbt."""
