"""README.md as the long description: PyPI knows no file of the repository."""

import re

REPOSITORY = "https://github.com/gmagno/nb-cpp"
RAW = "https://raw.githubusercontent.com/gmagno/nb-cpp"

# What the README tells those who have a checkout, between its marks, and the page of a release.
CHECKOUT = re.compile(r"<!-- In a checkout;.*?<!-- End of what a checkout says\. -->\n", re.DOTALL)
INSTALL = """```sh
pip install nb-cpp                   # numpy is all it needs
pip install 'nb-cpp[plot,progress]'  # with matplotlib and tqdm
```
"""


def long_description(readme, version):
    """The text as a release has it.

    It says how to install that release, whose page stays as it is for good; and the addresses of
    files are absolute, as the files are under the release's tag.
    """
    readme = CHECKOUT.sub(lambda _: INSTALL, readme)
    tag = f"v{version}"
    target = r"\]\((?!\w+:|#)([^)\s]+)\)"
    # Every second part is code, in a block or in a line.
    parts = re.split(r"(^```.*?^```|`[^`\n]+`)", readme, flags=re.MULTILINE | re.DOTALL)
    for i in range(0, len(parts), 2):
        pictures = re.sub(rf"(!\[[^]]*){target}", rf"\1]({RAW}/{tag}/\2)", parts[i])
        parts[i] = re.sub(target, rf"]({REPOSITORY}/blob/{tag}/\1)", pictures)
    return "".join(parts)
