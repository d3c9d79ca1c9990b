"""A small trained network that reads a document: who said what, and the grammar of every sentence."""
