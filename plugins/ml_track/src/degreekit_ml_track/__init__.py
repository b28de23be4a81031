"""Columbia's MS in Computer Science, Machine Learning track, edition of 2023-07-25.

One module for each section of the page: `breadth`, `required`, `track_electives`,
`general_electives`, `totals`. `program` puts them together.
"""

from degreekit_ml_track.program import ml_track

__all__ = ["ml_track"]
