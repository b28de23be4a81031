"""Columbia University: the institution and the readers of its documents.

This room is degreekit's default plugin; nothing of Columbia stands anywhere else.
"""

from degreekit.columbia.institution import INSTITUTION_ID, columbia

__all__ = ["INSTITUTION_ID", "columbia"]
