"""Labelling a document's blocks and reading its masthead (title, byline, genre, notices); nothing is deleted or repaired."""
