"""One step of every iteration beside its textbook formula in 40 digits.

The oracle of test_methods.py has the kernel's order of operations; this has the formulas only.
"""

import mpmath
import numpy as np
import pytest
from formulas_oracle import STEPS, Point

import nb_cpp


@pytest.mark.parametrize("name", nb_cpp.methods())
def test_one_step(name):
    rng = np.random.default_rng(3)

    def number():
        return complex(*rng.standard_normal(2))

    defaults = nb_cpp.methods()[name].parameters
    for degree in range(1, 8):
        for parameters in (defaults, {key: number() for key in defaults}):
            coefs, z = np.array([number() for _ in range(degree + 1)]), number()
            after = nb_cpp.orbit(coefs, z, steps=1, method=name, **parameters)[1]
            with mpmath.workdps(40):
                point = Point(coefs, z, parameters)
                expected = complex(point.z + STEPS[name](point))
            assert abs(after - expected) <= 1e-13 * max(abs(expected), abs(z))
