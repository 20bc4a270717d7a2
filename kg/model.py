"""What the stages hand to each other: papers, mentions, entities, statements.

Everything here is immutable and knows nothing of files, spaCy or RDF.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing an entity is. The value is the local name of its class in the ontology."""

    METHOD = "Method"
    DATASET = "Dataset"
    TASK = "Task"


class Role(StrEnum):
    """What a paper does with an entity.

    Methods and datasets are introduced, used or compared with; tasks are addressed or mentioned.
    """

    INTRODUCES = "introduces"
    USES = "uses"
    COMPARES = "compares"
    ADDRESSES = "addresses"
    MENTIONS = "mentions"


EntityKey = tuple[Kind, str]
"""What tells an entity from all others: its kind, and the normal form of its name (see `Entity.key`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person as one paper names them."""

    name: str
    """As the source writes it, in the order of the source ("Given Family"); blanks collapsed."""
    orcid: str | None = None
    """ORCID iD without the https://orcid.org/ prefix, only where the source gives one."""


@dataclass(frozen=True, slots=True, order=True)
class AuthorId:
    """Who an author is. Of several people of one name the one with the earliest paper is told by the name alone.

    A homonym that was told apart bears the earliest of its own papers besides. New papers are rarely the
    earliest, so a graph that grows day by day keeps its ids; they change where a new paper shows that two
    were one.
    """

    key: str
    """Normal form of the name (see `kg.names.author_key`); "" where an ORCID iD tells who it is."""
    paper: str = ""
    """`Paper.id` of the homonym's earliest paper; "" for the first of a name."""
    orcid: str = ""


SUMMARY_FIELDS = ("tldr", "motivation", "method", "result", "conclusion")
"""What digests say of a paper in words of their own, in the order in which it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One field of a digest's own summary of a paper; never taken for the abstract."""

    field: str
    """One of `SUMMARY_FIELDS`."""
    text: str
    language: str
    """BCP 47 tag, detected from the text: en, zh, ja, ko, fr, de, es, pt, it; und where none of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What one source says of one paper. The same paper in two sources is two `Paper`s with one `id`."""

    id: str
    """arXiv id without version ("2512.02315", "math/0306266"); else "doi:10..."; else "x:" and a hash."""
    title: str
    abstract: str
    """As the source gives it, LaTeX and line breaks included, blanks at both ends removed; may be empty."""
    authors: tuple[Author, ...] = ()
    """In the order of the paper."""
    categories: tuple[str, ...] = ()
    """As the source writes them ("cs.LG", or a topic of its own); the primary one first where known."""
    primary_category: str | None = None
    arxiv_id: str | None = None
    """Without version."""
    version: int | None = None
    """1 for v1; None where the source does not say."""
    doi: str | None = None
    """Without https://doi.org/; lower case. The arXiv DOI is not repeated here."""
    url: str | None = None
    """Where the source points people to: a valid http or https IRI."""
    comment: str | None = None
    code_url: str | None = None
    """A valid http or https IRI."""
    published: date | None = None
    """Day of the first version, only where the source gives a day."""
    updated: date | None = None
    """Day of the version that is described, only where the source gives a day."""
    summaries: tuple[Summary, ...] = ()
    document: str = ""
    """Name of the document that says so; see `Document.name`."""
    line: int = 0
    """Line of the document where the entry begins, counted from 1."""

    @property
    def text(self) -> str:
        """What mentions point into: title, a blank line, abstract."""
        return f"{self.title}\n\n{self.abstract}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something a reader met and did not turn into data. Nothing is skipped without one of these."""

    document: str
    line: int
    """Counted from 1."""
    reason: str
    """One clause for people: what was wrong. Equal reasons are counted together in reports."""
    paper: bool = True
    """True: a whole entry is lost. False: one field of a paper that is otherwise kept (a failed summary)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of papers."""

    name: str
    """Stable name below the folder it was found in, with forward slashes; names its graph."""
    path: str
    """Where it lies on this machine; never written into a graph."""
    member: str = ""
    """Its name within the zip archive at `path`; "" for a file of its own."""
    date: date | None = None
    """The day of the digest, from the file name, where it bears one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span of a paper's text that names a method, a dataset or a task."""

    start: int
    """First code point in `Paper.text`, counted from 0."""
    end: int
    """One past the last code point."""
    text: str
    """`Paper.text[start:end]`."""
    kind: Kind
    role: Role
    """What this place alone says of the paper's use; a statement weighs all mentions of an entity."""
    sentence: tuple[int, int]
    """The sentence around it: (start, end) into `Paper.text`; includes the mention."""
    confidence: float = 1.0
    """Estimated probability, 0 to 1, that the span is a correct mention of its kind."""
    found_by: str = ""
    """The evidence that proposed it, joined by "+": vocabulary, abbreviation, naming, term."""
    concept: str = ""
    """Key of the vocabulary's concept, where the vocabulary knows the name."""
    long_form: str = ""
    """For an abbreviation that this paper defines: the long form as it stands there."""
    identified_by: str = ""
    """Why it names its entity: name (its own normal form), vocabulary, definition (in the paper), usage (what
    papers of its category mean by it), wording (the same name in other words); ambiguous: an abbreviation that
    means several things, undefined here, so that it stands for itself. Empty before linking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """The thing named, the same across papers."""

    kind: Kind
    name: str
    """Preferred label: the curated one, else the clearest full name met in the papers."""
    key: str
    """Normal form of the name that identifies the entity within its kind; its IRI is minted from it."""
    aliases: tuple[str, ...] = ()
    """Other surface forms, sorted; abbreviations included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """This paper introduces, uses, ... that entity: with the mentions that prove it."""

    paper: str
    """`Paper.id`."""
    role: Role
    entity: Entity
    evidence: tuple[Mention, ...]
    """In order of the text; never empty."""
    confidence: float = 1.0
    """Estimated probability, 0 to 1, that the paper speaks of this entity."""

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"a statement without evidence: {self.paper} {self.role} {self.entity.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRecord:
    """What a graph knows of one entity, from all its documents together."""

    kind: Kind
    key: str
    label: str
    alternatives: tuple[str, ...] = ()
    """Other full names, sorted; one spelling for each normal form."""
    abbreviations: tuple[str, ...] = ()
    """Curated ones, sorted."""
    broader: tuple[str, ...] = ()
    """Keys of the families it belongs to directly, sorted."""
    papers: int = 0
    """How many papers speak of it; 0 for a family known only through its members."""
    first_seen: date | None = None
    last_seen: date | None = None
    note: str = ""
    """Scope note of the vocabulary."""
    match: str = ""
    """IRI of the vocabulary's concept, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation between two entities that the statements of papers imply."""

    source: EntityKey
    """Kind and key of the method it is said of."""
    name: str
    """appliedTo, evaluatedOn or builtOn: the local name of the property."""
    target: EntityKey
    papers: tuple[str, ...]
    """`Paper.id` of every paper that implies it, sorted; never empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """Why papers that bear a name are one person's, or are not a namesake's."""

    id: AuthorId
    papers: tuple[str, ...]
    """`Paper.id` of everything by this person, sorted."""
    merged: tuple[str, ...] = ()
    """Why they are one person's, see `kg.linking.same_person.Merged`; empty for a single paper."""
    co_authors: tuple[AuthorId, ...] = ()
    """For every link by co-authors the one with the rarest name."""
    categories: tuple[str, ...] = ()
    """For every link by categories the rarest one."""
    entities: tuple[EntityKey, ...] = ()
    """For every link by entities kind and key of the rarest one."""
    confidence: float | None = None
    """Estimated probability of the weakest link that is needed; None for a single paper."""
    apart: tuple[str, ...] = ()
    """Why they are not those of others of the name, see `kg.linking.same_person.Apart`; empty without others."""
    homonym_of: AuthorId | None = None
    """The first of the name, where this is another."""
