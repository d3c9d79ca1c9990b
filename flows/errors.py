"""The one base of the errors that a user can act on; each is defined beside the code that raises it."""


class WellsourcedError(Exception):
    """Something a user can act on. The message says what is the matter and what to do next."""
