"""The page of figures, docs/judge.md: each judge writes its own section."""

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "judge.md"


def write_section(start, end, body, page=PAGE):
    """Put text between two lines of the page."""
    before, rest = page.read_text(encoding="utf-8").split(start)
    after = rest.split(end)[1]
    page.write_text(f"{before}{start}\n\n{body}\n\n{end}{after}", encoding="utf-8")
