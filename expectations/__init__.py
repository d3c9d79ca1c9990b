"""Great Expectations suites, one file a table; see README.md for the list, and for how to add one of your own."""
