"""README.md as the long description: PyPI knows no file of the repository."""

import re

REPOSITORY = "https://github.com/gmagno/nb-cpp"
RAW = "https://raw.githubusercontent.com/gmagno/nb-cpp"


def long_description(readme, version):
    """The text with the addresses of files absolute, as the files are under the release's tag."""
    tag = f"v{version}"
    target = r"\]\((?!\w+:|#)([^)\s]+)\)"
    # Every second part is code, in a block or in a line.
    parts = re.split(r"(^```.*?^```|`[^`\n]+`)", readme, flags=re.MULTILINE | re.DOTALL)
    for i in range(0, len(parts), 2):
        pictures = re.sub(rf"(!\[[^]]*){target}", rf"\1]({RAW}/{tag}/\2)", parts[i])
        parts[i] = re.sub(target, rf"]({REPOSITORY}/blob/{tag}/\1)", pictures)
    return "".join(parts)
