"""`python -m rbtools`: the command."""

from rbtools.cli import main

if __name__ == "__main__":
    main()
