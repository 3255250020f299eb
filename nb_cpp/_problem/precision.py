"""Where double precision, or the work allowed, does not suffice."""


class PrecisionWarning(UserWarning):
    """What is returned is not as exact as usual; the message says how to ask for more."""
