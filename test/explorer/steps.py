"""What tests ask of the page's steps, and how its answers come late."""

HELD = {"button": "left", "buttons": 1}


def can(page):
    """Whether there is something to undo, to redo, to go back to, to go forward to."""
    tools = "[...document.querySelectorAll('.nb-tool')].slice(0, 4)"
    return page.browser.run(f"{tools}.map((tool) => !tool.disabled)")


def grab(page):
    """Press the root at 1, and drag it half of a way."""
    k = page.nearest(1)
    x, y = page.place_of(page.root(k))
    page.browser.mouse("Moved", x, y)
    page.browser.mouse("Pressed", x, y, clickCount=1, **HELD)
    page.browser.mouse("Moved", x - 20, y + 20, **HELD)
    page.browser.mouse("Moved", x - 40, y + 20, **HELD)
    page.settle()
    return x, y


def let_go(page, x, y):
    page.browser.mouse("Moved", x, y, **HELD)
    page.browser.mouse("Released", x, y, clickCount=1, button="left")
    page.check()


def pause(page, ms):
    page.browser.run(f"new Promise((done) => setTimeout(done, {ms}))")


def late(page, which, ms):
    """Let answers come so much later where JavaScript says so of their kind and message."""
    page.browser.run(f"""(() => {{
      const plain = (window.plainFetch ??= window.fetch);
      window.fetch = async (kind, about) => {{
        const message = JSON.parse(about.body);
        const isLate = {which};
        const answer = await plain(kind, about);
        if (isLate) await new Promise((done) => setTimeout(done, {ms}));
        return answer;
      }};
    }})()""")
