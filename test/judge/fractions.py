"""The steps of rational iterations as fractions of polynomials, multiplied out."""

from .polynomials import Polynomial


def ahead(p, above, below, first=0):
    """p(z + above/below) times below^n as a polynomial; over above^first, without terms before."""
    n = p.degree
    terms = [p.taylor(k) * above ** (k - first) * below ** (n - k) for k in range(first, n + 1)]
    return sum(terms[1:], terms[0])


def step_fraction(method, p, values):
    """The polynomials a, b of the step a/b; without a common factor for simple roots."""
    f, d = p, p.slope()
    e, g = d.slope(), d.slope().slope()
    z, one = Polynomial.of([1, 0]), Polynomial.of([1])

    def less(above, below):
        return z * below - above, below

    s, c = d * d, f * e
    if method in ("newton", "nova"):
        return less(values["relax"] * f - values.get("c", 0) * d, d)
    if method == "schroeder":
        return less(f * d, s - c)
    if method == "halley":
        return less(2 * f * d, 2 * s - c)
    if method == "chebyshev":
        return less(f * (2 * s + c), 2 * s * d)
    if method == "super_halley":
        return less(f * (2 * s - c), 2 * d * (s - c))
    if method == "whittaker":
        return less(f * (2 * s - c), 2 * s * d)
    if method == "double_whittaker":
        # 2 - l = k/s and 2 - l (2 - l) = m/s^2
        k = 2 * s - c
        m = 2 * s * s - c * k
        return less(f * (k * m + 2 * (2 * s + c) * s * s), 4 * d * s * m)
    if method == "householder3":
        return less(f * (6 * s - 3 * c), 6 * d * s - 6 * c * d + f * f * g)
    if method == "midpoint":
        return less(f * (2 * d) ** d.degree, ahead(d, -f, 2 * d))
    if method in ("traub", "ostrowski", "king"):
        k, dn = f * ahead(p, -f, d, 2), d**p.degree  # p(z - f/d) = f k / d^n
        beta = values.get("beta", 0)
        if method == "traub":
            return less(f * (dn + beta * k), d * dn)
        if method == "ostrowski" or beta == 0:
            return less(f * (k - dn), d * (2 * k - dn))
        below = dn + (beta - 2) * k
        return less(f * (dn * below + k * (dn + beta * k)), d * dn * below)
    if method in ("jarratt", "inverse_free_jarratt"):
        k, w = ahead(d, -2 * f, 3 * d), d * (3 * d) ** d.degree
        if method == "jarratt":
            return less(f * (3 * k + w), 2 * d * (3 * k - w))
        h = k - w
        return less(f * (8 * w * w - 6 * h * w + 9 * h * h), 8 * d * w * w)
    assert method == "steffensen"
    return less(f, ahead(p, f, one, 1))
