"""Start the process that reads; run as a script, by its path.

The package is loaded under a name of its own: under its usual one, Python would import all of
degreekit first.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_NAME = "degreekit_pdf"


def _load() -> None:
    here = Path(__file__).resolve().parent
    spec = spec_from_file_location(
        _NAME, here / "__init__.py", submodule_search_locations=[str(here)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{here} is not a package")
    module = module_from_spec(spec)
    sys.modules[_NAME] = module
    spec.loader.exec_module(module)


if __name__ == "__main__":
    _load()
    import_module(f"{_NAME}.serve").main()
