"""The program itself: `python -m swapline`, and the command `swapline` of the wheel."""

import os
import sys

from ._program import program


def main():
    path = program()
    os.execv(path, [path, *sys.argv[1:]])


if __name__ == "__main__":
    main()
