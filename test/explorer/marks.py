"""What tests that need a browser are marked with."""

import os

import pytest
from browser import find_browser

browser_test = [
    pytest.mark.browser,
    pytest.mark.skipif(
        find_browser() is None and not os.environ.get("NB_CPP_BROWSER_TESTS"),
        reason="there is no Chromium",
    ),
]
