"""The command line. It uses the public API only."""

from degreekit.cli.main import main

__all__ = ["main"]
