"""Identifiers of papers and people, wherever a digest hides them: in ids, links, DOIs and redirects.

Those of arXiv itself are read by `kg.arxiv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qs, unquote

from kg.arxiv import ARXIV_DOI, ArxivId, address, arxiv_named
from kg.iri import is_iri

_MAX_LENGTH = 10_000
_MAX_WRAPPINGS = 3

_DOI = re.compile(r"(?:doi\s*:\s*)?(10\.\d{4,9}(?:\.\d+)*/\S+)", re.IGNORECASE | re.ASCII)
_ORCID = re.compile(r"(?:(?:https?://)?orcid\.org/)?((?:\d{4}-){3}\d{3}[\dX])/?", re.IGNORECASE | re.ASCII)
_CATEGORY = re.compile(
    r"(?:astro-ph|cond-mat|cs|econ|eess|gr-qc|hep-(?:ex|lat|ph|th)|math|math-ph|nlin|nucl-(?:ex|th)|physics"
    r"|q-bio|q-fin|quant-ph|stat)(?:\.[A-Za-z-]{2,12})?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Identity:
    """All that a set of ids and links says about which paper is meant."""

    arxiv: ArxivId | None = None
    doi: str | None = None


def doi(text: str) -> str | None:
    """The DOI that `text` as a whole is, in lower case; None for the DOIs that arXiv gives out."""
    match = _DOI.fullmatch(text[:_MAX_LENGTH].strip())
    if not match:
        return None
    found = match[1].lower().rstrip(".,;")
    return None if found.startswith(ARXIV_DOI) else found


def identify(candidates: Iterable[str]) -> Identity:
    """What ids and links, in order of trust, say together; the first of each kind decides.

    A version is taken from any candidate that names the same paper.
    """
    arxiv: ArxivId | None = None
    found_doi: str | None = None
    for candidate in candidates:
        identity = _identify_one(candidate)
        if identity.arxiv and (arxiv is None or (arxiv.version is None and arxiv.id == identity.arxiv.id)):
            arxiv = identity.arxiv
        found_doi = found_doi or identity.doi
    return Identity(arxiv, found_doi)


def paper_id(identity: Identity, title: str, first_author: str) -> str:
    """What tells this paper from all others; a hash of title and first author where nothing better is."""
    if identity.arxiv:
        return identity.arxiv.id
    if identity.doi:
        return f"doi:{identity.doi}"
    text = f"{' '.join(title.split()).casefold()}\n{' '.join(first_author.split()).casefold()}"
    return f"x:{sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"


def http_iri(text: str) -> str | None:
    """`text` if it is an http(s) address that can stand in a graph, else None."""
    text = text.strip()
    if len(text) > _MAX_LENGTH or any(character <= " " for character in text):
        return None
    parts = address(text)
    if not parts or parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return text if is_iri(text) else None


def orcid(text: str) -> str | None:
    """The ORCID iD in `text`, as "0000-0002-1825-0097"; None if there is none or its check digit is wrong.

    The check digit is that of ISO 7064, MOD 11-2.
    """
    match = _ORCID.fullmatch(text.strip())
    if match is None:
        return None
    found = match[1].upper()
    total = 0
    for digit in found.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return found if "0123456789X"[(12 - total % 11) % 11] == found[-1] else None


def is_category(text: str) -> bool:
    """Whether `text` is written like a category of arXiv ("cs.LG", "hep-th")."""
    return _CATEGORY.fullmatch(text) is not None


def _identify_one(candidate: str, wrappings: int = 0) -> Identity:
    candidate = candidate.strip()[:_MAX_LENGTH]
    if arxiv := arxiv_named(candidate):
        return Identity(arxiv)
    if found := doi(candidate):
        return Identity(doi=found)
    parts = address(candidate)
    if parts is None:
        return Identity()
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path)
    if host in ("doi.org", "dx.doi.org"):
        return Identity(doi=doi(path.strip("/")))
    if wrappings < _MAX_WRAPPINGS and _redirects(host, path):
        for wrapped in _wrapped(parts.query):
            return _identify_one(wrapped, wrappings + 1)
    return Identity()


def _redirects(host: str, path: str) -> bool:
    return (host.startswith("scholar.google.") and path.endswith("scholar_url")) or (
        host.startswith("google.") and path == "/url"
    )


def _wrapped(query: str) -> list[str]:
    try:
        fields = parse_qs(query, max_num_fields=100)
    except ValueError:
        return []
    return fields.get("url", []) or fields.get("q", [])
