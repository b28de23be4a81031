"""Parts and lists that stand in other files: `include`.

Where a list of a program file has an entry of the one key `include`, the entries of another file
stand in its place:

    rows:
      - include: humanities.yaml
    requirements:
      - include: shared.yaml#general-education

The other file is a list, or a table of named lists, of which the name after `#` says which. Its
path is relative to the file that includes it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from degreekit.requirements.files.mistakes import Mistake, Place, near
from degreekit.requirements.files.tree import Items, NotATree, Table, Text, Tree, content, tree_of

__all__ = ["with_included"]

#: A file that includes one that includes another: more levels are a circle.
_LEVELS = 8


def with_included(tree: Tree, path: Path, level: int = 0) -> Tree:
    """Return a tree with the entries of other files instead of each `include`.

    What comes from another file has the place of its `include`: there a mistake is reported.

    Args:
        tree: the tree of a file.
        path: the file.
        level: how many files include each other already.

    Raises:
        NotATree: a file is missing, is not a list, or includes itself.
    """
    match tree:
        case Table():
            entries = tuple((k, with_included(v, path, level)) for k, v in tree.entries)
            return replace(tree, entries=entries)
        case Items():
            items: list[Tree] = []
            for one in tree.items:
                named = _named(one)
                if named is None:
                    items.append(with_included(one, path, level))
                else:
                    items += _entries(named, path, level)
            return replace(tree, items=tuple(items))
        case _:
            return tree


def _named(tree: Tree) -> Text | None:
    """Return what an entry includes; None for an entry of its own."""
    if isinstance(tree, Table) and len(tree.entries) == 1:
        key, value = tree.entries[0]
        if key.text == "include" and isinstance(value, Text):
            return value
    return None


def _entries(named: Text, path: Path, level: int) -> tuple[Tree, ...]:
    file, _, name = named.text.partition("#")
    place = named.place

    def wrong(text: str, hint: str = "") -> NotATree:
        return NotATree(Mistake(place.line, place.column, text, hint))

    if level >= _LEVELS:
        raise wrong(f"`{file}` includes itself", "take the `include` out of one of the files")
    other = path.parent / file
    try:
        tree, mistakes = tree_of(content(other))
    except OSError:
        raise wrong(f"there is no file `{file}`", "its path is relative to this file") from None
    except NotATree as error:
        raise wrong(f"in `{file}`: {error.mistake}") from None
    if mistakes:
        raise wrong(f"in `{file}`: {mistakes[0]}")
    if isinstance(tree, Table) and name:
        lists = {key.text: value for key, value in tree.entries}
        if name not in lists:
            raise wrong(f"`{file}` has no list `{name}`", near(name, lists, "it"))
        tree = lists[name]
    if not isinstance(tree, Items):
        raise wrong(f"`{named.text}` is not a list", "name a list of the file: lists.yaml#sciences")
    whole = with_included(tree, other, level + 1)
    placed = _placed(whole, place)
    return placed.items if isinstance(placed, Items) else ()


def _placed(tree: Tree, place: Place) -> Tree:
    match tree:
        case Items():
            return Items(place, tuple(_placed(one, place) for one in tree.items))
        case Table():
            entries = ((replace(k, place=place), _placed(v, place)) for k, v in tree.entries)
            return Table(place, tuple(entries))
        case _:
            return replace(tree, place=place)
