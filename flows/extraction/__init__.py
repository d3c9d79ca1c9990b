"""From a cleaned document to sentences, claims, sources, attributions, quantities and time references."""
