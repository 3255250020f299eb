"""Times the published nb-cpp 0.0.8. Runs in an environment of Python 3.7, the last it knows.

Reads one picture a line from the standard input, as JSON, and writes the seconds that it took.
"""

import json
import sys
import time

import numpy as np

import nb_cpp

for line in sys.stdin:
    arguments = json.loads(line)
    arguments["coefs"] = np.array(arguments["coefs"], dtype=float)
    start = time.perf_counter()
    nb_cpp.compute(**arguments)
    print(time.perf_counter() - start, flush=True)
