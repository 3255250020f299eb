"""Complex numbers of many bits, by FLINT or by mpmath, behind the same few functions."""

import math

import mpmath

MANY_BITS = 4096  # of zeros


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

    def zeros(self, p):
        """All zeros of the `Polynomial`, which are simple."""
        bits, mpf = self.context.prec, self.context.mpf
        coefs = [self.number(mpf(x), mpf(y)) for x, y in zip(p.real[::-1], p.imag[::-1])]
        return self.context.polyroots(coefs, maxsteps=500, extraprec=bits)

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

    def zeros(self, p):
        """All zeros of the `Polynomial`, which are simple."""
        bits = self.flint.ctx.prec
        zeros = self._zeros(p) if p.is_real else self.work(MANY_BITS)._complex_zeros(p)
        self.work(bits)
        if len(zeros) != p.degree:
            raise ValueError(f"{len(zeros)} zeros are told apart, of a polynomial of {p.degree}")
        return [z.mid() for z in zeros]

    def _zeros(self, p):
        """FLINT isolates those of integers for as long as it takes, as clusters ask for."""
        return [z for z, _ in self.flint.fmpz_poly(list(p.real)).complex_roots()]

    def _complex_zeros(self, p):
        small = self.flint.arb(2) ** -256
        f = self.flint.acb_poly([self.number(*pair) for pair in zip(p.real, p.imag)])
        try:
            return f.roots(tol=small)
        except ValueError:
            slope, both = f.derivative(), self._zeros(p * p.conjugate())
            return [z for z in both if abs(f(z) / slope(z)) <= small * abs(z)]

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
