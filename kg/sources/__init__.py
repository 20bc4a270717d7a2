"""Folders and files of digests -> papers.

find     which files there are
read     the papers of one file, and what was left out of it
merge    one paper where a file gives it several times
"""

from kg.sources.documents import find
from kg.sources.merge import Merged, merge
from kg.sources.reading import read

__all__ = ["Merged", "find", "merge", "read"]
