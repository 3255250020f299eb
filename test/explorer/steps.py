"""What tests ask of the page's steps, and how its answers come late."""


def can(page):
    """Whether there is something to undo, to redo, to go back to, to go forward to."""
    tools = "[...document.querySelectorAll('.nb-tool')].slice(0, 4)"
    return page.browser.run(f"{tools}.map((tool) => !tool.disabled)")


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
