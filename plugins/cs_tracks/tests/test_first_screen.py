"""One screen of a terminal says what is left in a track, with nothing taken yet."""

from __future__ import annotations

import pytest

from degreekit import audit_transcript
from degreekit.report import render_text

TRACKS = ("security", "thesis", "vision")


@pytest.mark.parametrize("track", TRACKS)
def test_with_nothing_taken_yet_one_screen_still_says_all_that_is_left(track: str) -> None:
    audit = audit_transcript(f"columbia-ms-cs-{track}", {"records": []})
    text = render_text(audit)
    screen = "\n".join(text.splitlines()[:23])
    assert text[text.index("LEFT TO DO") : text.index("REQUIREMENTS")].strip() in screen
    below = " ".join(text[text.index("COURSES THAT FIT") :].split())
    for place in audit.remaining.open:
        assert place.text.partition(":")[0] in " ".join(screen.split())
        for row in place.rows:
            assert " ".join(row.split()) in " ".join((screen + below).split())
