"""``python -m node`` is ``kuayu``."""

from node.cli import main

if __name__ == "__main__":
    main()
