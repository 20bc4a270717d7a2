"""JSON-LD 1.1 documents shaped for people, compacted by the project's own context.

A paper is one object: its authors in their order, what it introduces, uses and addresses, and under
`evidence` the words that prove each, nested by the context's reverse terms. Everything else follows, one
object a subject. As one document the context stands inside it; as newline-delimited JSON-LD each line is a
document that names the published context, so that large graphs can be read line by line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, BinaryIO

from kg.export.compaction import compact_line, context, ordered
from kg.export.subjects import entries_of, section_of
from kg.graph.iris import paper_id_of, segment
from kg.resources import CONTEXT
from kg.sorting import sort_unique
from kg.store import Store

Node = dict[str, Any]


def write_jsonld(store: Store, out: BinaryIO) -> None:
    """Write the graph as one document, one object a line."""
    write_whole(documents(store), out)


def write_ndjsonld(store: Store, out: BinaryIO) -> None:
    """Write the graph as newline-delimited JSON-LD: each line a document of its own."""
    write_lines(documents(store), out)


def write_whole(nodes: Iterable[Node], out: BinaryIO) -> None:
    """Write nodes as one document with its context inside, a node a line."""
    out.write(b'{"@context": ' + _dump(context()) + b',\n"@graph": [\n')
    for i, node in enumerate(nodes):
        out.write((b",\n" if i else b"") + _dump(node))
    out.write(b"\n]}\n")


def write_lines(nodes: Iterable[Node], out: BinaryIO) -> None:
    """Write each node as a document of its own that names the published context, one a line."""
    for node in nodes:
        out.write(_dump({"@context": CONTEXT} | node) + b"\n")


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def documents(store: Store) -> Iterator[Node]:
    """Papers with their evidence nested, then everything else; in the order of the Turtle export."""
    key = _grouping(store.manifest.base)
    entries = (entry for _, portion in store.portions() for entry in entries_of(portion, key))
    for _, group in groupby(sort_unique(entries), key=lambda entry: entry[: entry.index(" ")]):
        yield from _nested(_nodes(group))


def _grouping(base: str) -> Callable[[str], str]:
    """What begins the entry of a subject: what belongs into one document has the same first word."""
    section = section_of(base)

    def key(subject: str) -> str:
        iri = subject[1:-1]
        paper = paper_id_of(iri, base)
        if paper is not None:
            return f"a{segment(paper)} 0"
        for kind in ("author-list", "mention"):
            if iri.startswith(f"{base}{kind}/"):
                return f"a{iri[len(base) + len(kind) + 1 :].partition('/')[0]} 1"
        return f"{section(subject)}{iri} 0"

    return lambda subject: f"{key(subject)}\t{subject}"


def _nodes(entries: Iterable[str]) -> dict[str, Node]:
    """One flat node per subject."""
    told: dict[str, set[tuple[str, str]]] = {}
    for entry in entries:
        head, *objects = entry.split("\r")
        subject, *predicates = head.partition("\t")[2].split(" ")
        told.setdefault(subject[1:-1], set()).update(zip(predicates, objects, strict=True))
    nodes: dict[str, Node] = {}
    for subject, said in told.items():
        node: Node = {"id": subject}
        for predicate, value in sorted(said):
            add(node, *compact_line(predicate, value))
        nodes[subject] = ordered(node)
    return nodes


def add(node: Node, name: str, value: Any, array: bool) -> None:
    """Give a node one value more; `array`: even a single one stands in an array."""
    if name not in node:
        node[name] = [value] if array else value
    elif isinstance(node[name], list):
        node[name].append(value)
    else:
        node[name] = [node[name], value]


def _nested(nodes: dict[str, Node]) -> Iterator[Node]:
    """A paper's nodes as one; nodes that do not belong to a paper as they are."""
    paper = next((node for node in nodes.values() if "Preprint" in node.get("type", ())), None)
    if paper is None or len(nodes) == 1:
        yield from nodes.values()
        return
    _order_authors(paper, nodes)
    targets: dict[str, Node] = {}
    for node in nodes.values():
        if node.get("source") == paper["id"]:
            del node["source"]
            targets[node["id"]] = node
    for target in targets.values():
        target["selector"] = [nodes.get(selector, selector) for selector in target["selector"]]
    for node in nodes.values():
        target_id = node.get("target")
        if isinstance(target_id, str) and target_id in targets:
            del node["target"]
            targets[target_id].setdefault("annotation", []).append(node)
    inside = {s["id"] for t in targets.values() for s in t["selector"] if isinstance(s, dict)}
    inside |= {a["id"] for t in targets.values() for a in t.get("annotation", ())} | set(targets)
    if targets:
        paper["evidence"] = sorted(targets.values(), key=place)
    if isinstance(paper.get("authorList"), str) and paper["authorList"] in nodes:
        inside.add(paper["authorList"])
        paper["authorList"] = nodes[paper["authorList"]]
    yield ordered(paper)
    yield from (node for node in nodes.values() if node["id"] not in inside and node is not paper)


def place(target: Node) -> tuple[int, int]:
    """Where in the text a piece of evidence stands: its first and last code point."""
    for selector in target["selector"]:
        if isinstance(selector, dict) and "start" in selector and "end" in selector:
            return int(selector["start"]), int(selector["end"])
    return 0, 0


def _order_authors(paper: Node, nodes: dict[str, Node]) -> None:
    """Put `authors` into the order of the author list; arrays mean sets in JSON-LD, but people read them."""
    sequence = nodes.get(paper["authorList"]) if isinstance(paper.get("authorList"), str) else None
    if sequence is not None and isinstance(paper.get("authors"), list):
        paper["authors"].sort(key=author_order([sequence]))


def author_order(sequences: list[Node]) -> Callable[[Any], tuple[int, str]]:
    """A key that sorts authors, IRIs or nodes, as lists of them do; by the first of several lists."""
    positions: dict[str, int] = {}
    for sequence in sequences[:1]:
        for name, value in sequence.items():
            if name.startswith("rdf:_"):
                person = value["id"] if isinstance(value, dict) else value
                positions[person] = min(int(name[5:]), positions.get(person, 1 << 30))

    def key(author: Any) -> tuple[int, str]:
        person = author["id"] if isinstance(author, dict) else author
        return positions.get(person, 1 << 30), person

    return key
