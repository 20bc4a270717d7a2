"""`kg show`: one thing of the graph in the terminal, with the sentences that prove each fact."""

from __future__ import annotations

import json
from collections.abc import Iterable
from shlex import quote

import pyoxigraph as ox
from rich.console import Console
from rich.text import Text

from kg import about
from kg.cli.console import console, out, plain, print_quote
from kg.graph.iris import paper_id_of
from kg.lookup import Thing
from kg.plural import plural
from kg.store import Store

_MOST_QUOTES = 3
_MOST_HOMONYMS = 12
_FIELDS = {"tldr": "TL;DR"}
"""What people call a field of a summary, where not by its own name."""


def show_thing(store: Store, thing: Thing, limit: int, language: str = "") -> None:
    """Print everything the graph says of one thing; `limit` papers at most, 0 for all.

    Of a paper the summaries in `language` alone, a BCP 47 tag; "": in every one.
    """
    screen = console()
    screen.print(Text.assemble((plain(thing.label), "bold"), f"  {thing.kind}"))
    screen.print(Text(thing.iri, style="dim"))
    if thing.type == "fabio:Preprint":
        _paper(screen, store, thing, language)
    elif thing.type in about.PATH_OF:
        _collection(screen, store, thing, limit)
    else:
        _entity(screen, store, thing, limit)


def print_document(store: Store, thing: Thing) -> None:
    """Print a JSON-LD document about one thing that stands by itself."""
    from kg.export.framing import document, frame_of

    out(json.dumps(document(store, thing.iri, frame_of(thing.type)), ensure_ascii=False, indent=2))


def _line(screen: Console, name: str, value: str) -> None:
    if value:
        screen.print(Text.assemble((f"{name}: ", "dim"), plain(value)))


def _quotes(screen: Console, evidence: Iterable[about.Evidence], most: int, indent: int) -> None:
    for sentence, spans in about.sentences(evidence)[:most]:
        print_quote(screen, sentence, spans, indent)


def _heading(screen: Console, papers: int, shown: int) -> None:
    count = plural(papers, "paper") + (f", {shown:,} shown" if shown < papers else "")
    screen.print(Text(f"\n{count}", style="bold"))


def _paper(screen: Console, store: Store, paper: Thing, language: str) -> None:
    _line(screen, "authors", ", ".join(author.label for author in about.authors(store, paper.iri)))
    _line(screen, "issued", ", ".join(about.values(store, paper.iri, "dcterms:issued")))
    _line(screen, "categories", ", ".join(about.values(store, paper.iri, "dcterms:subject/skos:notation")))
    _line(screen, "link", ", ".join(about.values(store, paper.iri, "schema:url")))
    told = about.told(store, paper.iri, language)
    if language and not told:
        others = sorted({one.language for one in about.told(store, paper.iri)})
        _line(screen, "summaries", f"none in {language}; {', '.join(others) or 'none in another language'}")
    for one in told:
        label = _FIELDS.get(one.field, one.field)
        _line(screen, f"{label} ({one.language})", " ".join(one.text.split()))
    role = ""
    for use in about.uses_in_paper(store, paper):
        if use.role != role:
            role = use.role
            screen.print(Text(f"\n{role}", style="bold"))
        screen.print(Text(f"  {plain(use.entity.label)}  ({use.entity.kind})"))
        _quotes(screen, use.evidence, 1, 4)


def _entity(screen: Console, store: Store, entity: Thing, limit: int) -> None:
    for name, predicate in (
        ("also called", "skos:altLabel"),
        ("abbreviated", "kg:abbreviation"),
        ("note", "skos:scopeNote"),
        ("first seen", "kg:firstSeen"),
        ("last seen", "kg:lastSeen"),
    ):
        _line(screen, name, "; ".join(about.values(store, entity.iri, predicate)))
    for name, path in about.RELATIONS:
        found = about.labelled(store, entity.iri, path)
        more = f" and {len(found) - 12} more" if len(found) > 12 else ""
        _line(screen, name, "; ".join(f"{thing.label} ({count})" for thing, count in found[:12]) + more)
    uses = list(about.uses_of_entity(store, entity, limit))
    total = int((about.values(store, entity.iri, "kg:paperCount") or ["0"])[0])
    _heading(screen, total, len(uses))
    for use in uses:
        screen.print(Text(f"  {plain(use.paper.label)}"))
        screen.print(
            Text.assemble(f"    {use.role}", (f"  {use.issued}  {plain(use.url or use.paper.iri)}", "dim"))
        )
        _quotes(screen, use.evidence, _MOST_QUOTES, 4)


def _collection(screen: Console, store: Store, thing: Thing, limit: int) -> None:
    """An author, a category, a document: what its papers speak of, and the papers, newest first."""
    predicate = about.PATH_OF[thing.type]
    node = ox.NamedNode(thing.iri)
    if thing.type == "skos:Concept":
        _line(screen, "name", "; ".join(about.values(store, thing.iri, "skos:prefLabel")))
    if thing.type == "kg:Source":
        _line(screen, "issued", "; ".join(about.values(store, thing.iri, "dcterms:issued")))
    rows = store.rows(
        f"""SELECT ?label (COUNT(DISTINCT ?paper) AS ?n) WHERE {{
              ?paper {predicate} ?x ; ?role ?entity . ?entity a ?kind ; skos:prefLabel ?label
              FILTER(?kind IN (kg:Method, kg:Dataset, kg:Task))
            }} GROUP BY ?entity ?label ORDER BY DESC(?n) ?label LIMIT 12""",
        x=node,
    )
    _line(screen, "speaks of", "; ".join(f"{label} ({count})" for label, count in rows))
    if thing.type == "foaf:Person":
        _identity(screen, store, thing)
        rows = store.rows(
            """SELECT ?name (COUNT(DISTINCT ?paper) AS ?n) WHERE {
                 ?paper dcterms:creator ?x , ?other . ?other foaf:name ?name FILTER(?other != ?x)
               } GROUP BY ?other ?name ORDER BY DESC(?n) ?name LIMIT 12""",
            x=node,
        )
        _line(screen, "with", "; ".join(f"{name} ({count})" for name, count in rows))
    papers = list(
        store.rows(
            f"""SELECT ?paper (MIN(?t) AS ?title) (MAX(STR(?i)) AS ?issued) WHERE {{
                  ?paper {predicate} ?x ; dcterms:title ?t . OPTIONAL {{ ?paper dcterms:issued ?i }}
                }} GROUP BY ?paper ORDER BY DESC(?issued) ?paper""",
            x=node,
        )
    )
    shown = papers[: limit or None]
    _heading(screen, len(papers), len(shown))
    for iri, title, issued in shown:
        screen.print(Text.assemble(f"  {plain(str(title))} ", (str(issued or ""), "dim")))
        screen.print(Text(f"    {iri}", style="dim"))
    if thing.type == "foaf:Person":
        _homonyms(screen, store, thing)


def _identity(screen: Console, store: Store, person: Thing) -> None:
    """Why the papers are one person's."""
    found = about.identity(store, person.iri)
    if found is None or not found.merged:
        return
    more = f" and {len(found.shared) - 8} more" if len(found.shared) > 8 else ""
    shared = f" ({'; '.join(found.shared[:8])}{more})" if found.shared else ""
    _line(screen, "one person because of", ", ".join(found.merged) + shared)


def _homonyms(screen: Console, store: Store, person: Thing) -> None:
    """Others of the name: how many, why they are told apart, and how to ask for one of them."""
    others = about.homonyms(store, person.iri)
    if not others:
        return
    why = ", ".join(sorted({reason for other in others for reason in other.apart}))
    count = plural(len(others), "other")
    screen.print(Text(f"\n{count} of this name, told apart because of: {why}", style="bold"))
    for other in others[:_MOST_HOMONYMS]:
        fields = about.values(store, other.person.iri, "^dcterms:creator/dcterms:subject/skos:notation")
        screen.print(
            Text(f"  {plural(other.papers, 'paper')}, {' '.join(fields[:6])}: {plain(other.example.label)}")
        )
        paper = paper_id_of(other.example.iri, store.manifest.base) or other.example.iri
        screen.print(Text(f"    kg show {quote(f'{plain(other.person.label)}/{paper}')}", style="dim"))
    if len(others) > _MOST_HOMONYMS:
        screen.print(Text(f"  and {len(others) - _MOST_HOMONYMS} more: kg query homonyms", style="dim"))
