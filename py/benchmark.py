# SPDX-License-Identifier: MIT
"""How fast the library blurs a picture, beside plain C, plain Python, NumPy and other libraries.

Usage: python py/benchmark.py [OPTION...]; -h lists the options

Needs NumPy and the library, as make builds it. Other libraries are measured where they are
installed; make bench installs all of them.
"""

import sys

if __name__ == "__main__":
    try:
        from bench.comparison import main

        sys.exit(main())
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        sys.exit("benchmark.py: NumPy is needed: pip install numpy")
    except KeyboardInterrupt:
        sys.exit(130)
