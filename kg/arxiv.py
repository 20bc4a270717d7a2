"""Ids of arXiv: how people write them, and what one says by itself, when the paper came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

_MAX_LENGTH = 10_000

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
_PATH = re.compile(r"/(?:abs|pdf|html|ps|format|e-print|src|overview|papers|arxiv)/+(.+)", re.IGNORECASE)
_MIRRORS = frozenset("alphaxiv.org huggingface.co hf.co ar5iv.org papers.cool".split())
"""Sites other than arXiv's that call its papers by their ids."""
ARXIV_DOI = "10.48550/arxiv."
"""What the DOIs begin with that arXiv gives out, in lower case."""
_DOI = re.compile(rf"(?:doi\s*:\s*)?{re.escape(ARXIV_DOI)}", re.IGNORECASE | re.ASCII)
_SUFFIX = re.compile(r"\.(?:pdf|html)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv identifier taken apart."""

    id: str
    """Without version; old ones without subject class ("math/0306266", never "math.CO/0306266")."""
    version: int | None = None


def arxiv_id(text: str) -> ArxivId | None:
    """The arXiv id that `text` as a whole is, with any prefix ("arXiv:", "oai:arXiv.org:") or DOI form."""
    text = text[:_MAX_LENGTH].strip()
    if doi := _DOI.match(text):
        text = text[doi.end() :]
    else:
        prefix = _ID_PREFIX.match(text)
        text = text[prefix.end() :] if prefix else text
    if (new := _NEW_ID.fullmatch(text)) and (int(new[1]), int(new[2])) >= (7, 4):
        return ArxivId(f"{new[1]}{new[2]}.{new[3]}", _number(new[4]))
    if (old := _OLD_ID.fullmatch(text)) and not "0704" <= old[2][:4] < "9100":
        return ArxivId(f"{old[1].lower()}/{old[2]}", _number(old[3]))
    return None


def arxiv_named(text: str) -> ArxivId | None:
    """The arXiv id that people mean by an id, a DOI, the name of a file, or an address at arXiv, a mirror or doi.org.

    >>> arxiv_named("https://www.arxiv.org/pdf/math.CO/0306266v1.pdf")
    ArxivId(id='math/0306266', version=1)
    """
    text = text[:_MAX_LENGTH].strip()
    if found := arxiv_id(_SUFFIX.sub("", text)):
        return found
    parts = address(text)
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path)
    if host in ("doi.org", "dx.doi.org"):
        return arxiv_id(path.strip("/"))
    if host != "arxiv.org" and not host.endswith(".arxiv.org") and host not in _MIRRORS:
        return None
    match = _PATH.match(path)
    return arxiv_id(_SUFFIX.sub("", match[1].strip().strip("/"))) if match else None


def address(text: str) -> SplitResult | None:
    """An address taken apart, None for what is none; those of arXiv and of DOIs may lack their "https://"."""
    if text.startswith(("arxiv.org/", "www.arxiv.org/", "doi.org/", "dx.doi.org/", "export.arxiv.org/")):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        return parts if parts.hostname else None
    except ValueError:
        return None


def arxiv_month(paper_id: str) -> tuple[int, int] | None:
    """Year and month (1 to 12) that the id of a paper bears; None for what is no arXiv id.

    >>> arxiv_month("2512.02315"), arxiv_month("math/0306266"), arxiv_month("hep-th/9901001")
    ((2025, 12), (2003, 6), (1999, 1))
    """
    if paper_id.startswith(("doi:", "x:")):
        return None
    digits = paper_id.rpartition("/")[2][:4]
    if len(digits) < 4 or not digits.isascii() or not digits.isdigit() or not 1 <= int(digits[2:]) <= 12:
        return None
    year = int(digits[:2])
    return (1900 + year if year >= 91 else 2000 + year), int(digits[2:])


def _number(text: str | None) -> int | None:
    return int(text) if text else None
