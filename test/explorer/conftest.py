"""One server and one browser for all tests, as a browser takes seconds to start; the page is opened
anew for each."""

import pytest
from browser import Browser
from page import HEIGHT, SMALL, WIDTH, Page, SlowSession
from serving import served


@pytest.fixture(scope="session")
def session():
    return SlowSession()


@pytest.fixture(scope="session")
def server(session):
    with served(session, stay=True) as one:
        yield one


@pytest.fixture(scope="session")
def browser():
    one = Browser(WIDTH, HEIGHT)
    yield one
    one.close()


@pytest.fixture
def page(browser, server, session):
    session.delay = 0.0
    browser.resize(WIDTH, HEIGHT)
    return Page(browser, server).open()


@pytest.fixture
def small(browser, server, session):
    """Opens the page in a small window that feels fingers, too."""

    def opened(hash_="", bare=True, size=SMALL):
        session.delay = 0.0
        browser.resize(*size, touch=True)
        return Page(browser, server).open(hash_).bare(bare)

    yield opened
    session.delay = 0.0
