"""The only package that opens DuckDB for writing: raw tables, loading, releases and history."""
