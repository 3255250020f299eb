"""The command `nb-cpp`. It needs only what the package needs, and imports no matplotlib."""
