"""Complex numbers of many bits, by FLINT or by mpmath, behind the same few functions."""

import math

import mpmath


class Mpmath:
    """mpmath's numbers."""

    def work(self, bits):
        mpmath.mp.prec = bits
        return self

    number = staticmethod(mpmath.mpc)
    sqrt = staticmethod(mpmath.sqrt)

    @staticmethod
    def function(coefs):
        """The polynomial with these coefficients, highest degree first."""
        return lambda z: mpmath.polyval(coefs, z)

    @staticmethod
    def settled(z):
        """The number, without a bound of its error; None if it is none."""
        return z if mpmath.isfinite(z) else None

    @staticmethod
    def log2(z):
        """The binary logarithm of the modulus, which may be beyond the range of a double."""
        mantissa, exponent = mpmath.fabs(z).man_exp
        return math.log2(mantissa) + exponent if mantissa else -math.inf


class Flint:
    """FLINT's complex balls. Only their midpoints are kept from one step to the next."""

    def __init__(self):
        import flint

        self.flint, self.number = flint, flint.acb

    def work(self, bits):
        self.flint.ctx.prec = bits
        return self

    def function(self, coefs):
        polynomial = self.flint.acb_poly([self.number(c) for c in coefs[::-1]])
        return lambda z: polynomial(z).mid()

    @staticmethod
    def sqrt(z):
        return z.mid().sqrt()

    @staticmethod
    def settled(z):
        return z.mid() if z.is_finite() else None

    @staticmethod
    def log2(z):
        mantissa, exponent = abs(z).mid().man_exp()
        return math.log2(int(mantissa)) + int(exponent) if mantissa else -math.inf
