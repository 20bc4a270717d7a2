"""Selections of papers that the tests of this folder draw."""

from kg.selection import Item, Named, Selection

from .samples import HOSTILE

ENTITIES = (
    Named(iri="urn:e0", kind="Method", label="neural network"),
    Named(iri="urn:e1", kind="Method", label="graph neural network", broader=(0,)),
    Named(iri="urn:e2", kind="Method", label="transformer", broader=(0,)),
    Named(iri="urn:e3", kind="Dataset", label="QM9"),
    Named(iri="urn:e4", kind="Task", label="property prediction"),
    Named(iri="urn:e5", kind="Task", label="machine translation"),
    Named(iri="urn:e6", kind="Method", label="learning", broader=()),
    Named(iri="urn:e7", kind="Method", label="diffusion model", broader=(6,)),
)
_ROWS = (
    ("2025-09-05", "cs.LG", (1, 3, 4), "abc"),
    ("2025-09-20", "cs.LG", (1, 3, 4), "abd"),
    ("2025-11-03", "cs.CL", (2, 5), "ef"),
    ("2025-11-04", "cs.CL", (2, 5), "efg"),
    ("2025-12-01", "physics.chem-ph", (0, 1, 4), "ab"),
    ("2025-12", "cs.CL", (2, 7), "e"),
    ("", "cs.LG", (7,), ""),
)


def selection() -> Selection:
    """Seven papers of two fields; the last one without a date or an author."""
    papers = tuple(
        Item(
            iri=f"urn:p{i}",
            title=f"Paper {i} on {ENTITIES[uses[0]].label}",
            time=time,
            url=f"https://arxiv.org/abs/2509.{i:05}",
            categories=(category,),
            uses=uses,
            authors=tuple(f"urn:a-{who}" for who in who_wrote),
            text=" ".join(ENTITIES[e].label for e in uses),
        )
        for i, (time, category, uses, who_wrote) in enumerate(_ROWS)
    )
    return Selection(
        papers=papers,
        entities=ENTITIES,
        total=553,
        rule="all papers",
        details="digestgraph 0.1.0, 553 papers",
        people={f"urn:a-{who}": f"Author {who.upper()}" for who in "abcdefg"},
    )


def hostile_selection() -> Selection:
    """Papers in which every text is an attempt to break out, one with a very long title and one with 10,000 authors."""
    entities = tuple(
        Named(iri=f"urn:e{i}", kind=("Method", "Dataset", "Task")[i % 3], label=text)
        for i, text in enumerate(HOSTILE)
    )
    many = tuple(f"urn:a{i}" for i in range(10_000))
    every = tuple(range(len(HOSTILE)))
    papers = [
        Item(
            iri=f"urn:p{i}",
            title=text if i else "W" * 5000,
            time=f"2025-{1 + i % 12:02}-01",
            url="javascript:window.hit=1" if i % 2 else None,
            categories=(text,),
            uses=every,
            authors=many if i == 0 else many[:3],
            text=f"neural network {text}",
        )
        for i, text in enumerate(HOSTILE * 2)
    ]
    return Selection(
        papers=tuple(papers),
        entities=entities,
        total=len(papers),
        rule=HOSTILE[0],
        details=HOSTILE[1],
        people={who: HOSTILE[i % len(HOSTILE)] for i, who in enumerate(many)},
    )
