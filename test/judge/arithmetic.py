"""Complex numbers of many bits, by FLINT or by mpmath, behind the same few functions."""

import math

import mpmath


class Mpmath:
    """mpmath's numbers, in a context of their own."""

    def __init__(self):
        self.context = mpmath.MPContext()
        self.number, self.sqrt = self.context.mpc, self.context.sqrt

    def work(self, bits):
        """Rounds to so many bits from now on."""
        self.context.prec = bits
        return self

    def function(self, coefs):
        """The polynomial with these coefficients, highest degree first."""
        return lambda z: self.context.polyval(coefs, z)

    def zeros(self, coefs):
        """All zeros of the polynomial, lowest degree first, which are simple."""
        bits = self.context.prec
        return self.context.polyroots(coefs[::-1], maxsteps=500, extraprec=bits)

    def settled(self, z):
        """The number, without a bound of its error; None if it is none."""
        return z if self.context.isfinite(z) else None

    def log2(self, z):
        """The binary logarithm of the modulus, which may be beyond the range of a double."""
        mantissa, exponent = self.context.fabs(z).man_exp
        return math.log2(mantissa) + exponent if mantissa else -math.inf

    def is_within(self, z, bound):
        """Whether the modulus is at most that double, to all bits."""
        return self.context.fabs(z) <= bound


class Flint:
    """FLINT's complex balls. Only their midpoints are kept from one step to the next."""

    def __init__(self):
        import flint

        self.flint, self.number = flint, flint.acb

    def work(self, bits):
        self.flint.ctx.prec = bits
        return self

    def function(self, coefs):
        polynomial = self.flint.acb_poly(coefs[::-1])
        return lambda z: polynomial(z).mid()

    def zeros(self, coefs):
        small = self.flint.arb(2) ** -256
        return [z.mid() for z in self.flint.acb_poly(coefs).roots(tol=small)]

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

    def is_within(self, z, bound):
        about = complex(z)
        if max(abs(about.real), abs(about.imag)) > 2 * bound:
            return False
        return bool(abs(z).mid() <= self.flint.arb(bound))
