"""``python -m server``: the same as ``afterview``."""

from server.cli import main

if __name__ == "__main__":
    main(prog_name="afterview")
