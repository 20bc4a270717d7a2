"""Turn arXiv digests into a knowledge graph of methods, datasets and tasks.

import kg

graph = kg.build("digests/", "graph")
for row in graph.query("methods-by-paper-count"):
    print(row["method"].value, row["papers"].value)
"""

from kg.api import Graph, build, extract, read
from kg.errors import KgError
from kg.model import Entity, Mention, Paper, Statement
from kg.version import __version__ as __version__

__all__ = ["Entity", "Graph", "KgError", "Mention", "Paper", "Statement", "build", "extract", "read"]
