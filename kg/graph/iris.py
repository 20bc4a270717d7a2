"""Mint IRIs: pure functions of content, so that two people who build from different digests can merge.

Every IRI made here is valid by RFC 3987 whatever the name holds, and distinct for distinct normal names:
blanks become "_", letters, digits and a few safe signs of any script stay readable, everything else
(among it "_" itself) is percent-encoded as UTF-8. Names longer than 120 characters keep their beginning
and end in "~" and a hash of the whole.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from kg.errors import KgError
from kg.graph.namespaces import BASE
from kg.iri import is_iri
from kg.model import AuthorId, Kind
from kg.names import author_key

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.+()")
_LONGEST = 120


def readable(char: str) -> bool:
    """Whether a character stays as it is: RFC 3987 lets letters of foreign scripts stand in a path (`ucschar`)."""
    code = ord(char)
    if code < 0xA0 or unicodedata.category(char)[0] not in "LNM":
        return False
    return (
        code <= 0xD7FF or 0xF900 <= code <= 0xFDCF or 0xFDF0 <= code <= 0xFFEF or 0x10000 <= code <= 0xDFFFD
    ) and (code & 0xFFFF) < 0xFFFE


@lru_cache(maxsize=1 << 14)
def segment(name: str) -> str:
    """One path segment for a name. ValueError for the empty name, which nothing can be called.

    >>> segment("flow matching"), segment("c++"), segment("a/b_c"), segment("..")
    ('flow_matching', 'c++', 'a%2Fb%5Fc', '%2E%2E')
    """
    if not name:
        raise ValueError("an empty name cannot be part of an IRI")
    shown = name if len(name) <= _LONGEST else name[:_LONGEST]
    out = "".join(
        char
        if char in _SAFE or readable(char)
        else "_"
        if char == " "
        else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in shown
    )
    if len(name) > _LONGEST:
        out += "~" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16]
    return out.replace(".", "%2E") if out.strip(".") == "" else out


@lru_cache(maxsize=16)
def _digest(text: str) -> str:
    """Of the text of a paper; its mentions come one after the other."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


@lru_cache(maxsize=1 << 14)
def paper_iri_of(paper_id: str, base: str = BASE) -> str:
    """The IRI of the paper with this `Paper.id`.

    >>> paper_iri_of("2512.02315")
    'https://doi.org/10.48550/arXiv.2512.02315'
    """
    if paper_id.startswith("x:"):
        return f"{base}paper/{segment(paper_id[2:])}"
    suffix = paper_id[4:] if paper_id.startswith("doi:") else f"10.48550/arXiv.{paper_id}"
    path = quote(suffix, safe="/:;()._-+@!$&'*,=~", errors="replace")
    # parts of dots alone would be taken for steps up or down a path
    return "https://doi.org/" + "/".join(
        p if p.strip(".") or not p else p.replace(".", "%2E") for p in path.split("/")
    )


def paper_id_of(iri: str, base: str = BASE) -> str | None:
    """The `Paper.id` whose IRI this is; None for every other IRI.

    >>> paper_id_of("https://doi.org/10.48550/arXiv.math/0306266")
    'math/0306266'
    """
    arxiv, doi, minted = "https://doi.org/10.48550/arXiv.", "https://doi.org/", f"{base}paper/"
    for start, prefix in ((arxiv, ""), (doi, "doi:"), (minted, "x:")):
        if iri.startswith(start):
            found = prefix + unquote(iri[len(start) :])
            return found if paper_iri_of(found, base) == iri else None
    return None


def checked_base(base: str) -> str:
    """The base to mint below, with a closing slash.

    KgError if it is no http or https IRI with a host and without query and fragment.
    """
    ends = base if base.endswith("/") else f"{base}/"
    if ends.startswith(("http://", "https://")) and is_iri(ends):
        parts = urlsplit(ends)
        if parts.hostname and not parts.query and not parts.fragment and "#" not in ends:
            return ends
    raise KgError(f"--base must be an http or https address such as https://example.org/kg/, not {base!r}")


_KINDS = {kind.value.lower(): kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Minter:
    """Mints everything that lives below one base; `base` ends in "/", see `checked_base`."""

    base: str = BASE

    def paper(self, paper_id: str) -> str:
        """See `paper_iri_of`."""
        return paper_iri_of(paper_id, self.base)

    def entity(self, kind: Kind, key: str) -> str:
        """`key` is a normal form, see `kg.names.normal_form`."""
        return f"{self.base}{kind.value.lower()}/{segment(key)}"

    def kind_of(self, iri: str) -> Kind | None:
        """The kind of the entity whose IRI this is; None for what is no entity's."""
        found = iri[len(self.base) :].partition("/")[0] if iri.startswith(self.base) else ""
        return _KINDS.get(found)

    def author(self, name: str) -> str:
        """Of the first person of a name, from the name alone; see `person`."""
        return self.person(AuthorId(author_key(name)))

    def person(self, who: AuthorId) -> str:
        """The ORCID iD where one is given; else from the name, and for a homonym its earliest paper besides."""
        if who.orcid:
            return f"https://orcid.org/{who.orcid}"
        homonym = f"/{segment(who.paper)}" if who.paper else ""
        return f"{self.base}author/{segment(who.key)}{homonym}"

    def identity(self, who: AuthorId) -> str:
        """Of what tells why a person's papers are theirs."""
        return f"{self.base}identity/{hashlib.sha256(self.person(who).encode()).hexdigest()[:20]}"

    def author_list(self, paper_id: str, digest: str) -> str:
        """The order of a paper's authors; the digest is of who they are, for sources may differ."""
        return f"{self.base}author-list/{segment(paper_id)}/{digest}"

    def category(self, notation: str) -> str:
        """From the notation as the source writes it, case included."""
        return f"{self.base}category/{segment(' '.join(notation.split()))}"

    @property
    def categories(self) -> str:
        """The scheme of arXiv's categories."""
        return f"{self.base}category"

    def topics(self, source: str) -> str:
        """The scheme of the categories of a document's own."""
        return f"{self.source(source)}#topics"

    def source(self, name: str) -> str:
        """The named graph of a document. Slashes of the name stay, so that folders can be seen."""
        return f"{self.base}source/" + "/".join(segment(part) for part in name.split("/") if part)

    def mention(self, paper_id: str, text: str, start: int, end: int) -> str:
        """From the paper, the text read and the offsets: two versions of an abstract never share mentions."""
        digest = _digest(text)
        return f"{self.base}mention/{segment(paper_id)}/{digest}/{start}-{end}"

    @property
    def vocabulary(self) -> str:
        """The scheme of all methods, datasets and tasks."""
        return f"{self.base}vocabulary"

    @property
    def derived(self) -> str:
        """The named graph of what follows from all documents together."""
        return f"{self.base}derived"

    @property
    def dataset(self) -> str:
        """The graph as a dataset, which its description describes."""
        return f"{self.base}graph"

    def relation(self, source: str, name: str, target: str) -> str:
        """The statement that a relation holds, from its three terms."""
        return f"{self.base}relation/{hashlib.sha256(f'{source} {name} {target}'.encode()).hexdigest()[:20]}"

    @property
    def description(self) -> str:
        """The named graph that describes the graph as a dataset."""
        return f"{self.base}description"

    def corrections(self, digest: str) -> str:
        """A user's file of corrections, from the SHA-256 of its bytes."""
        return f"{self.base}corrections/{segment(digest[:20])}"

    def run(self, fingerprint: str) -> str:
        """From a hash over software version, model and vocabulary."""
        return f"{self.base}run/{segment(fingerprint)}"
