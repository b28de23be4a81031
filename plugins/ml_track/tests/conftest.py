"""The modules beside the tests (`oracle`, `random_transcripts`, `small_students`) can be imported."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
