"""Identifiers of papers and people, wherever a digest hides them: in ids, links, DOIs and redirects."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from kg.iri import is_iri

_MAX_LENGTH = 10_000
_MAX_WRAPPINGS = 3

_OLD_ARCHIVES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat "
    "cs dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol "
    "physics plasm-ph q-alg q-bio quant-ph solv-int supr-con"
)
_NEW_ID = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.(\d{4,5})(?:v([1-9]\d{0,3}))?", re.ASCII)
_OLD_ID = re.compile(
    rf"({'|'.join(_OLD_ARCHIVES.split())})(?:\.[a-z][a-z-]{{1,11}})?"
    r"/((?:9[1-9]|0[0-7])(?:0[1-9]|1[0-2])\d{3})(?:v([1-9]\d{0,3}))?",
    re.ASCII | re.IGNORECASE,
)
_ID_PREFIX = re.compile(r"(?:oai:\s*)?(?:arxiv(?:\.org)?\s*[:/]\s*)?", re.IGNORECASE)
_ARXIV_PATH = re.compile(
    r"/(?:abs|pdf|html|ps|format|e-print|src|overview|papers|arxiv)/+(.+)", re.IGNORECASE
)
_MIRRORS = frozenset("alphaxiv.org huggingface.co hf.co ar5iv.org papers.cool".split())
"""Sites other than arXiv's that call its papers by their ids."""
_DOI = re.compile(r"(?:doi\s*:\s*)?(10\.\d{4,9}(?:\.\d+)*/\S+)", re.IGNORECASE | re.ASCII)
_ARXIV_DOI = "10.48550/arxiv."
_ORCID = re.compile(r"(?:(?:https?://)?orcid\.org/)?((?:\d{4}-){3}\d{3}[\dX])/?", re.IGNORECASE | re.ASCII)
_CATEGORY = re.compile(
    r"(?:astro-ph|cond-mat|cs|econ|eess|gr-qc|hep-(?:ex|lat|ph|th)|math|math-ph|nlin|nucl-(?:ex|th)|physics"
    r"|q-bio|q-fin|quant-ph|stat)(?:\.[A-Za-z-]{2,12})?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv identifier taken apart."""

    id: str
    """Without version; old ones without subject class ("math/0306266", never "math.CO/0306266")."""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """All that a set of ids and links says about which paper is meant."""

    arxiv: ArxivId | None = None
    doi: str | None = None


def arxiv_id(text: str) -> ArxivId | None:
    """The arXiv id that `text` as a whole is, with any prefix ("arXiv:", "oai:arXiv.org:") or DOI form."""
    text = text[:_MAX_LENGTH].strip()
    doi = _DOI.fullmatch(text)
    if doi and doi[1].lower().startswith(_ARXIV_DOI):
        text = doi[1][len(_ARXIV_DOI) :]
    else:
        prefix = _ID_PREFIX.match(text)
        text = text[prefix.end() :] if prefix else text
    if (new := _NEW_ID.fullmatch(text)) and (int(new[1]), int(new[2])) >= (7, 4):
        return ArxivId(f"{new[1]}{new[2]}.{new[3]}", _number(new[4]))
    if (old := _OLD_ID.fullmatch(text)) and not "0704" <= old[2][:4] < "9100":
        return ArxivId(f"{old[1].lower()}/{old[2]}", _number(old[3]))
    return None


def doi(text: str) -> str | None:
    """The DOI that `text` as a whole is, in lower case; None for the DOIs that arXiv gives out."""
    match = _DOI.fullmatch(text[:_MAX_LENGTH].strip())
    if not match:
        return None
    found = match[1].lower().rstrip(".,;")
    return None if found.startswith(_ARXIV_DOI) else found


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


def web_address(text: str) -> str | None:
    """`text` if it is an http(s) address that can stand in a graph, else None."""
    text = text.strip()
    if len(text) > _MAX_LENGTH or any(character <= " " for character in text):
        return None
    parts = _split(text)
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
    if (found := arxiv_id(candidate)) or (found_doi := doi(candidate)) is None:
        identity = Identity(found)
    else:
        return Identity(doi=found_doi)
    if identity.arxiv:
        return identity
    parts = _split(candidate)
    if parts is None:
        return Identity()
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path)
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        return Identity(_arxiv_in_path(path))
    if host in _MIRRORS:
        return Identity(_arxiv_in_path(path))
    if host in ("doi.org", "dx.doi.org"):
        return Identity(arxiv_id(path.strip("/")), doi(path.strip("/")))
    if wrappings < _MAX_WRAPPINGS and _redirects(host, path):
        for wrapped in _wrapped(parts.query):
            return _identify_one(wrapped, wrappings + 1)
    return Identity()


def _arxiv_in_path(path: str) -> ArxivId | None:
    match = _ARXIV_PATH.match(path)
    if not match:
        return None
    text = match[1].strip().strip("/")
    return arxiv_id(text) or arxiv_id(re.sub(r"(?i)\.(?:pdf|html)$", "", text))


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


def _split(text: str) -> SplitResult | None:
    if text.startswith(("arxiv.org/", "www.arxiv.org/", "doi.org/", "dx.doi.org/", "export.arxiv.org/")):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        return parts if parts.hostname else None
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text else None
