"""Choose what a network page shows: the neighbourhood of one thing.

The rule: first the papers that the focus is about (those that introduce it, then the newest, then those
about its kinds), then whatever the most of these papers share; entities before authors before categories.
Everything beyond the caps is counted, not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox

from kg.about import Use, authors, labelled, told, uses_in_paper, uses_of_entity, values
from kg.lookup import Thing
from kg.selection import Selection
from kg.store import Store
from kg.view.picture import Edge, Evidence, Node, Picture

MOST_PAPERS = 24
MOST_NODES = 120
MAX_HELD = 500
"""Nodes that a page holds, shown or to be unfolded."""
LONGEST_LABEL = 300
MOST_KINDS = 12
"""Kinds of a family whose papers count as the family's own."""
_ORDER = ("Paper", "Method", "Dataset", "Task", "Author", "Category")


def neighbourhood(
    store: Store, focus: Thing, most: int = MOST_NODES, within: Selection | None = None
) -> Picture:
    """The picture of what surrounds `focus`: at most `most` nodes, and twice as many that unfold from them.

    With `within`, only its papers count.
    """
    papers = list(_papers(store, focus))
    if within is not None:
        inside = {paper.iri for paper in within.papers}
        papers = [paper for paper in papers if paper.iri in inside or paper.iri == focus.iri]
    shown = papers[: max(MOST_PAPERS, most // 5)]
    things: dict[str, Thing] = {focus.iri: focus}
    edges: dict[tuple[str, str, str], Edge] = {}
    shared: Counter[str] = Counter()
    for paper in shown:
        things[paper.iri] = paper
        for edge, other in _edges_of(store, paper):
            things[other.iri] = other
            shared[other.iri] += 1
            edges[edge.source, edge.target, edge.label] = edge
    for edge, other in _family(store, focus):
        things[other.iri] = other
        shared[other.iri] += 1
        edges[edge.source, edge.target, edge.label] = edge
    if focus.type == "fabio:Preprint":
        # what else speaks of the same things
        for (iri, title), count in _neighbours(store, focus).most_common(12):
            thing = Thing(iri, "fabio:Preprint", title)
            things[thing.iri] = thing
            shared[thing.iri] += count
            for use in uses_in_paper(store, thing):
                if use.entity.iri in things:
                    edges[thing.iri, use.entity.iri, use.role] = _role_edge(use)
    chosen, spare = _choose(focus, shown, things, shared, most)
    folded = set(spare)
    chosen += spare
    held = set(chosen)
    kept = [edge for edge in edges.values() if edge.source in held and edge.target in held]
    whole = len(things) + len(papers) - len(shown)
    return Picture(
        title=_short(focus.label),
        caption=_question(focus),
        nodes=tuple(_node(store, things[iri], iri == focus.iri, iri in folded) for iri in chosen),
        edges=tuple(sorted(kept, key=lambda e: (e.source, e.target, e.label))),
        total_nodes=whole,
        total_edges=len(edges),
        rule=within.rule if within is not None else "",
        details=f"digestgraph {store.manifest.software}, {store.manifest.counts.get('papers', 0)} papers",
    )


def _short(label: str) -> str:
    """Names longer than a page can show are cut."""
    return label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL]}…"


def _question(focus: Thing) -> str:
    return {
        "fabio:Preprint": "What does this paper speak of, and which papers speak of the same?",
        "foaf:Person": "What does this author write about, and with whom?",
        "skos:Concept": "What do the newest papers of this category speak of?",
    }.get(focus.type, f"Which papers speak of this {focus.kind.lower()}, and of what else?")


def _papers(store: Store, focus: Thing) -> Iterator[Thing]:
    """The papers that the focus is about, most telling first."""
    if focus.type == "fabio:Preprint":
        yield focus
        return
    if focus.type in ("foaf:Person", "skos:Concept"):
        predicate = "dcterms:creator" if focus.type == "foaf:Person" else "dcterms:subject"
        rows = store.rows(
            f"""SELECT ?paper (MIN(?t) AS ?title) (MAX(STR(?i)) AS ?issued) WHERE {{
                  ?paper {predicate} ?x ; dcterms:title ?t . OPTIONAL {{ ?paper dcterms:issued ?i }}
                }} GROUP BY ?paper""",
            x=ox.NamedNode(focus.iri),
        )
        newest = sorted(
            sorted((str(p), str(t), str(i or "")) for p, t, i in rows), key=lambda r: r[2], reverse=True
        )
        yield from (Thing(paper, "fabio:Preprint", title) for paper, title, _ in newest)
        return
    seen = set()
    kinds = [thing for thing, count in labelled(store, focus.iri, "^skos:broader+") if count]
    for entity in [focus, *kinds[:MOST_KINDS]]:
        for use in uses_of_entity(store, entity, proofs=False):
            if use.paper.iri not in seen:
                seen.add(use.paper.iri)
                yield use.paper


def _neighbours(store: Store, paper: Thing) -> Counter[tuple[str, str]]:
    """Other papers by how many entities they share with this one; the commonest entities weigh nothing."""
    rows = store.rows(
        """SELECT ?other (SAMPLE(?t) AS ?title) (COUNT(DISTINCT ?e) AS ?n) WHERE {
             ?paper ?p ?e . ?e kg:paperCount ?count . FILTER(?count < 40)
             ?other ?q ?e ; dcterms:title ?t . FILTER(?other != ?paper)
           } GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT 12""",
        paper=ox.NamedNode(paper.iri),
    )
    return Counter({(str(other), str(title)): int(n) for other, title, n in rows})


def _edges_of(store: Store, paper: Thing) -> Iterator[tuple[Edge, Thing]]:
    """A paper's edges to its entities, authors and categories, each with the thing at its other end."""
    for use in uses_in_paper(store, paper):
        yield _role_edge(use), use.entity
    for author in authors(store, paper.iri):
        yield Edge(source=paper.iri, target=author.iri, label="by"), author
    for iri in values(store, paper.iri, "dcterms:subject"):
        notation = values(store, iri, "skos:notation")
        yield (
            Edge(source=paper.iri, target=iri, label="in"),
            Thing(iri, "skos:Concept", (notation or [iri])[0]),
        )


def _role_edge(use: Use) -> Edge:
    found = (
        Evidence(paper=use.paper.label, url=use.url, before=e.before, exact=e.exact, after=e.after)
        for e in use.evidence[:5]
    )
    return Edge(source=use.paper.iri, target=use.entity.iri, label=use.role, evidence=tuple(found))


def _family(store: Store, focus: Thing) -> Iterator[tuple[Edge, Thing]]:
    """What an entity is a kind of, what is a kind of it, and what papers' statements imply about it."""
    if not focus.type.startswith("kg:"):
        return
    for path, label, outward in (
        ("skos:broader", "broader", True),
        ("^skos:broader", "broader", False),
        ("kg:appliedTo", "applied to", True),
        ("^kg:appliedTo", "applied to", False),
        ("kg:evaluatedOn", "evaluated on", True),
        ("^kg:evaluatedOn", "evaluated on", False),
        ("kg:builtOn", "built on", True),
        ("^kg:builtOn", "built on", False),
    ):
        for thing, _ in labelled(store, focus.iri, path)[:15]:
            ends = (focus.iri, thing.iri) if outward else (thing.iri, focus.iri)
            yield Edge(source=ends[0], target=ends[1], label=label), thing


def _choose(
    focus: Thing, papers: list[Thing], things: dict[str, Thing], shared: Counter[str], most: int
) -> tuple[list[str], list[str]]:
    """The focus, its papers, then what is shared most; of equals entities before authors and categories.

    And what is left over, in the same order, to be unfolded.
    """
    every = things
    if focus.type.startswith("kg:"):  # who wrote one of the papers alone tells nothing of a method
        things = {i: t for i, t in things.items() if t.type != "foaf:Person" or shared[i] > 1}
    first = [focus.iri, *(paper.iri for paper in papers if paper.iri != focus.iri)]
    papers_too = set(first)
    rest = sorted(
        (iri for iri in things if iri not in papers_too),
        key=lambda iri: (-shared[iri], _ORDER.index(things[iri].kind), things[iri].label, iri),
    )
    chosen = [*first, *rest][:most]
    taken = set(chosen)
    over = [iri for iri in [*first, *rest, *every] if iri not in taken]
    return chosen, list(dict.fromkeys(over))[: max(0, min(2 * most, MAX_HELD - len(chosen)))]


def _node(store: Store, thing: Thing, focus: bool, spare: bool = False) -> Node:
    kind = thing.kind
    facts: list[tuple[str, str]] = []
    weight, text, url, time = 1, "", None, ""
    if kind == "Paper":
        for name, predicate in (("arXiv", "fabio:hasArXivId"), ("issued", "dcterms:issued")):
            facts += [(name, value) for value in values(store, thing.iri, predicate)[:1]]
        facts += [("authors", ", ".join(a.label for a in authors(store, thing.iri)))]
        url = (values(store, thing.iri, "schema:url") or [thing.iri])[0]
        days = values(store, thing.iri, "^dcterms:references/dcterms:issued")
        time = (days or values(store, thing.iri, "dcterms:issued") or [""])[0]
    elif kind in ("Author", "Category"):
        predicate = "dcterms:creator" if kind == "Author" else "dcterms:subject"
        weight = int(next(store.rows(f"SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE {{ ?p {predicate} ?x }}",
                                     x=ox.NamedNode(thing.iri)))[0])  # fmt: skip
        facts.append(("papers", str(weight)))
        if kind == "Category":
            facts += [
                ("name", name) for name in values(store, thing.iri, "skos:prefLabel") if name != thing.label
            ]
    else:
        weight = int((values(store, thing.iri, "kg:paperCount") or ["1"])[0])
        facts.append(("papers", str(weight)))
        for name, predicate in (("first seen", "kg:firstSeen"), ("also called", "skos:altLabel")):
            facts += [(name, "; ".join(found)) for found in [values(store, thing.iri, predicate)] if found]
        facts += [("abbreviated", "; ".join(v)) for v in [values(store, thing.iri, "kg:abbreviation")] if v]
        text = " ".join(values(store, thing.iri, "skos:scopeNote"))
    return Node(
        id=thing.iri,
        label=_short(thing.label),
        type=kind,
        facts=tuple((name, value) for name, value in facts if value),
        text=text,
        url=url,
        weight=weight,
        focus=focus,
        summaries=tuple((t.field, t.text, t.language) for t in told(store, thing.iri))
        if kind == "Paper"
        else (),
        time=time,
        spare=spare,
    )
