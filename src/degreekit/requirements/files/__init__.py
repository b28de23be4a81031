"""Programs as files: read strictly, every mistake with its place, and written back."""

from degreekit.requirements.files.mistakes import InvalidProgramFile, Mistake
from degreekit.requirements.files.reading import load_program, unlisted_courses
from degreekit.requirements.files.writing import dump_program

__all__ = ["InvalidProgramFile", "Mistake", "dump_program", "load_program", "unlisted_courses"]
