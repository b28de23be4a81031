"""What the packages say of themselves that depends on where the repository is.

Its address is one setting, ``repository`` in ``[tool.hatch.metadata.hooks.custom]`` of
pyproject.toml; the documentation reads it too. Until it is set, links into the repository are left
out, and ``.ci/release-check`` refuses a release.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_IMAGE_LINK = re.compile(r"^\[!\[[^\]]*\]\((?!https?:)[^)]+\)\]\([^)]+\)\n*", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|#)([^)]+)\)")


class RepositoryHook(MetadataHookInterface):
    """Adds the README as an index shows it, and the links of the project."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in ``readme`` and ``urls``."""
        address = str(self.config.get("repository", "")).rstrip("/")
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = on_index(readme, address)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = {}
        if address:
            metadata["urls"] = {
                "Source": address,
                "Changelog": f"{address}/blob/main/CHANGELOG.md",
                "Issues": f"{address}/issues",
            }


def on_index(readme: str, address: str) -> str:
    """Return a README whose links work away from the repository; without an address, as words.

    Args:
        readme: Markdown with links relative to the repository's top.
        address: where the repository is; "" when that is not known yet.
    """
    if not address:
        return _LINK.sub(r"\1", _IMAGE_LINK.sub("", readme))
    readme = re.sub(
        r"(!\[[^\]]*\]\()(?!https?:)([^)]+)\)", rf"\g<1>{address}/raw/main/\g<2>)", readme
    )
    return re.sub(r"\]\((?!https?:|#)([^)]+)\)", rf"]({address}/blob/main/\g<1>)", readme)
