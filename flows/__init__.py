"""Wellsourced: who said what, in which document, word for word, and who merely copied it.

Top-level modules orchestrate; of those only ``pipeline``, ``deployments`` and ``artifacts`` import Prefect.
The subpackages are a plain library and know nothing of Prefect, of the command line, or of each other's heavy tools.
"""
