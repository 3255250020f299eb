"""What pytest is told: settings of the property tests, fixtures."""

import pytest
from helpers import forced_target
from hypothesis import settings

import nb_cpp

# A slow or busy machine must not fail a property.
settings.register_profile("nb_cpp", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("nb_cpp")

# What asserts for tests of explorer/ says what it compared.
pytest.register_assert_rewrite("gestures", "page", "recorder")


@pytest.fixture(params=nb_cpp.build_info()["usable_targets"])
def target(request):
    """Each instruction set that this machine can run, in turn, forced for the test."""
    with forced_target(request.param):
        yield request.param
