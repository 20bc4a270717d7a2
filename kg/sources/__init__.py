"""Folders and files of papers -> papers.

find             which documents there are
content_digest   changes when a document does
read             the papers of one document, and what was left out of it
MergedPapers     one paper where a document gives it several times
"""

from kg.sources.documents import content_digest, find
from kg.sources.merge import MergedPapers
from kg.sources.reading import read

__all__ = ["MergedPapers", "content_digest", "find", "read"]
