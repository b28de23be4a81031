"""Columbia's MS in Computer Science, Machine Learning track, in two editions.

That of 2023-07-25 has a module for each section of the page: `breadth`, `required`,
`track_electives`, `general_electives`, `totals`; `program` combines them. `edition_2026` says what
is different in July 2026.
"""

from degreekit_ml_track.edition_2026 import ml_track_2026
from degreekit_ml_track.program import ml_track

__all__ = ["ml_track", "ml_track_2026"]
