"""The steps of rational iterations as fractions of polynomials, multiplied out.

Polynomials are lists of numbers of any arithmetic, lowest degree first.
"""


def add(a, b, scale=1):
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    left, right = (1, scale) if len(a) >= len(b) else (scale, 1)
    head = [left * x + right * y for x, y in zip(longer, shorter)]
    return head + [left * x for x in longer[len(shorter) :]]


def product(*factors):
    result = factors[0]
    for factor in factors[1:]:
        sums = [0 * result[0]] * (len(result) + len(factor) - 1)
        for i, x in enumerate(result):
            for j, y in enumerate(factor):
                sums[i + j] = sums[i + j] + x * y
        result = sums
    return result


def power(a, exponent):
    result = [a[0] * 0 + 1]
    for _ in range(exponent):
        result = product(result, a)
    return result


def times(scale, a):
    return [scale * x for x in a]


def slope(a):
    return [k * x for k, x in enumerate(a)][1:] or [0 * a[0]]


def divided(a, b):
    """Quotient and remainder."""
    left, quotient = list(a), []
    while len(left) >= len(b):
        factor = left[-1] / b[-1]
        shift = len(left) - len(b)
        for k, x in enumerate(b):
            left[shift + k] = left[shift + k] - factor * x
        left.pop()
        quotient.append(factor)
    return quotient[::-1], left


def homogeneous(a, y, v):
    """The sum of a_k y^k v^(n - k)."""
    result, powers = [a[-1]], [a[0] * 0 + 1]
    for x in a[-2::-1]:
        powers = product(powers, v)
        result = add(product(result, y), times(x, powers))
    return result


def step_fraction(method, p, values, negligible):
    """The polynomials a, b of the step a/b; without a common factor for simple roots."""
    f, d = p, slope(p)
    e, g = slope(d), slope(slope(d))
    z = [p[0] * 0, p[0] * 0 + 1]
    n = len(p) - 1

    def less(above, below):
        return add(product(z, below), above, -1), below

    def exact(a, b):
        quotient, remainder = divided(a, b)
        assert all(negligible(x, a) for x in remainder)
        return quotient

    s, c = product(d, d), product(f, e)
    if method in ("newton", "nova"):
        above = times(values["relax"], f)
        return less(add(above, times(values.get("c", 0), d), -1), d)
    if method == "schroeder":
        return less(product(f, d), add(s, c, -1))
    if method == "halley":
        return less(times(2, product(f, d)), add(times(2, s), c, -1))
    if method == "chebyshev":
        return less(product(f, add(times(2, s), c)), times(2, product(s, d)))
    if method == "super_halley":
        return less(product(f, add(times(2, s), c, -1)), times(2, product(d, add(s, c, -1))))
    if method == "whittaker":
        return less(product(f, add(times(2, s), c, -1)), times(2, product(s, d)))
    if method == "double_whittaker":
        # 2 - l = k/s and 2 - l (2 - l) = m/s^2
        k = add(times(2, s), c, -1)
        m = add(times(2, product(s, s)), product(c, k), -1)
        inner = add(product(k, m), product(times(2, add(times(2, s), c)), s, s))
        return less(product(f, inner), times(4, product(d, s, m)))
    if method == "householder3":
        below = add(times(6, product(d, s)), times(6, product(c, d)), -1)
        below = add(below, product(f, f, g))
        return less(product(f, add(times(6, s), times(3, c), -1)), below)
    if method == "midpoint":
        v = times(2, d)
        y = add(product(z, v), f, -1)
        return less(product(f, power(v, n - 1)), homogeneous(d, y, v))
    if method in ("traub", "ostrowski", "king"):
        y = add(product(z, d), f, -1)
        k = exact(homogeneous(f, y, d), f)  # p(y) = f k / d^n
        dn = power(d, n)
        if method == "traub":
            return less(product(f, add(dn, times(values["beta"], k))), product(d, dn))
        if method == "ostrowski":
            return less(product(f, add(k, dn, -1)), product(d, add(times(2, k), dn, -1)))
        beta = values["beta"]
        if beta == 0:
            return step_fraction("ostrowski", p, {}, negligible)
        below = product(d, dn, add(dn, times(beta - 2, k)))
        first = product(f, dn, add(dn, times(beta - 2, k)))
        return less(add(first, product(f, k, add(dn, times(beta, k)))), below)
    if method in ("jarratt", "inverse_free_jarratt"):
        v = times(3, d)
        y = add(product(z, v), times(2, f), -1)
        k = homogeneous(d, y, v)
        w = product(d, power(v, n - 1))
        if method == "jarratt":
            below = times(2, product(d, add(times(3, k), w, -1)))
            return less(product(f, add(times(3, k), w)), below)
        h = add(k, w, -1)
        inner = add(times(8, product(w, w)), times(6, product(h, w)), -1)
        inner = add(inner, times(9, product(h, h)))
        return less(product(f, inner), times(8, product(d, w, w)))
    assert method == "steffensen"
    ahead = homogeneous(f, add(z, f), [p[0] * 0 + 1])
    return less(f, add(exact(ahead, f), [p[0] * 0 + 1], -1))
