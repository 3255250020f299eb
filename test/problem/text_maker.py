"""Random texts that look like polynomials, more or less, and texts that take long."""

PIECES = [
    *"zzzzxij0123456789+-*/^().",
    *"³²⁻−·× ",  # noqa: RUF001
    *["z^2", "(z-1)", "**", "1/3", "0.5", "1e-3", "2i", " + ", " - ", "(z+i)^2", "z^10", ")^"],
    *["1e99", "^-1", "^9999", "((", "))", "sin(", "π", "\x00", "é", "=", "½", "\ud800", "😀"],
]
NEAR = PIECES[:-13]

# What takes longest: of high degree, of many digits, or long.
DEAR_TEXTS = [
    "(z + 1)^1800 + 1",
    "(z - 1/3)^1800",
    "(iz + 1/7)^900 + 1",
    "(z^2 + z + 1/3)^900",
    "(123456789z + 987654321/7)^1800",
    "(z + 1)^900 (z - 1/3)^900 + 1",
    "z" + "".join(f" + 1/{p}" for p in range(10**6, 10**6 + 20_000)),
    "z + " + "9" * 300_000,
    "z" + " + z" * 200_000,
    "z^2 + " + "(" * 49 + "z" + "(z+1)^9)" * 49,
    "2^" * 40 + "z",
    "z" + "*1.00000001" * 30_000,
    "-" * 1_000_000 + "z",
    " " * 4_000_000 + "z",
    "z" * 1_000_000,
    "z + 7^7^7^7",
    "".join(f"+1/{p}z^{p % 1800}" for p in range(1, 4000)) + "(z + 1)",
    "(" + "".join(f"+1/{p**9}z^{p}" for p in range(1, 1700)) + ")(z^9 + 1)^3",
]


def random_text(rng):
    """A few pieces, often ones that may fit; or a polynomial with one character changed."""
    kind = rng.random()
    if kind < 0.3:
        return "".join(rng.choice(PIECES) for _ in range(rng.randint(0, 30)))
    if kind < 0.6:
        return "".join(rng.choice(NEAR) for _ in range(rng.randint(1, 12)))
    text = _sum(rng, 2)
    if kind < 0.8:
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(PIECES) + text[at + rng.randint(0, 1) :]
    return text


def _sum(rng, depth):
    return "".join(
        rng.choice(["+", " - ", "-", " − "]) * (i > 0 or rng.random() < 0.2)  # noqa: RUF001
        + _product(rng, depth)
        for i in range(rng.choice([1, 1, 2, 3]))
    )


def _product(rng, depth):
    text = _factor(rng, depth)
    for _ in range(rng.choice([0, 0, 1, 2])):
        factor = _factor(rng, depth)
        text += (
            rng.choice(["", "*", " ", "·"]) if factor[0] not in "0123456789." else "*"
        ) + factor
    return text


def _factor(rng, depth):
    if depth and rng.random() < 0.3:
        text = f"({_sum(rng, depth - 1)})"
    else:
        text = rng.choice(
            ["z", "z", "z", "i", "2", "1/3", "0.25", "1e-2", str(rng.randint(0, 999))]
        )
    return text + rng.choice(["", "", "", "^2", "²", "^3", "**2", "^0"])
