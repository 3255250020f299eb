"""`python -m nb_cpp` is the command `nb-cpp`."""

import sys

from .cli.main import main

sys.exit(main())
