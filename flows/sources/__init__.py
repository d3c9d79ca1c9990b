"""Finding and reading documents: listing, bytes, identity, decoding, rejects."""
