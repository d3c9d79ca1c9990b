"""Trains the network of ``flows.extraction.tagging``; needs PyTorch, which no run of the pipeline does."""
