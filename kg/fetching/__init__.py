"""Metadata of papers from the arXiv API, as digest files. Only `kg fetch` comes here, and nothing else asks arXiv.

asking     what can be asked for: categories in a span of days, or ids; the parameters of each request
client     one request after the other: pace, time-outs, retries
answers    an answer of the API (Atom) -> rows of a digest
journal    answers kept beside the digest files until all are there, so that a stopped fetch goes on
files      rows -> digest files, one for each day of first submission
flow       all of it, read from top to bottom
"""

from kg.fetching.asking import ByCategory, ById, Days, categories_named, ids_in
from kg.fetching.client import ENDPOINT, Client, Clock
from kg.fetching.flow import Estimate, Report, estimate, fetch

__all__ = [
    "ENDPOINT",
    "ByCategory",
    "ById",
    "Client",
    "Clock",
    "Days",
    "Estimate",
    "Report",
    "categories_named",
    "estimate",
    "fetch",
    "ids_in",
]
