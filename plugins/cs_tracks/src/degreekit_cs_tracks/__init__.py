"""The tracks of Columbia's MS in Computer Science besides Machine Learning, as of July 2026.

One module for each page. What the pages have in common is in `degreekit.columbia.ms_cs`.
"""

from degreekit_cs_tracks.computational_biology import computational_biology
from degreekit_cs_tracks.foundations import foundations
from degreekit_cs_tracks.networks import networks
from degreekit_cs_tracks.nlp import nlp
from degreekit_cs_tracks.personalized import personalized
from degreekit_cs_tracks.security import security
from degreekit_cs_tracks.software import software
from degreekit_cs_tracks.thesis import thesis
from degreekit_cs_tracks.vision import vision

__all__ = [
    "TRACKS",
    "computational_biology",
    "foundations",
    "networks",
    "nlp",
    "personalized",
    "security",
    "software",
    "thesis",
    "vision",
]

#: Every track, in the order of the department's list.
TRACKS = (
    computational_biology,
    security,
    foundations,
    nlp,
    networks,
    software,
    vision,
    personalized,
    thesis,
)
