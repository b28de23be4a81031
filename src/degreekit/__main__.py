"""`python -m degreekit` is `degreekit`."""

from degreekit.cli import main

if __name__ == "__main__":
    main()
