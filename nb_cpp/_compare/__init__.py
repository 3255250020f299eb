"""Methods beside each other on many polynomials, as tables."""
