"""`python -m approdo` does what the command `approdo` does."""

from approdo.viz.cli.main import main

if __name__ == "__main__":
    main()
