"""Choose what a network page shows of a selection of papers: the strongest links between what they speak of.

The rule: the methods, datasets and tasks of most papers; of the pairs of these that papers name together those
that do so most beyond what their numbers of papers alone would make them, as long as a page can be read.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

from kg.selection import Selection, papers_of
from kg.view.picture import Edge, Evidence, Node, Picture

FEWEST = 2
"""Papers that make a link."""
LINKS_PER_NODE = 3
"""Links on average: with more nobody reads the picture."""
_LARGEST = 60
"""A paper that names more things than this links nothing: it does not tell what goes with what."""


def strongest(selection: Selection, most: int) -> Picture:
    """The picture of at most `most` things and their strongest links."""
    papers = papers_of(selection, folded=False)
    frequent = sorted(papers, key=lambda e: (-len(papers[e]), e))
    pairs: Counter[tuple[int, int]] = Counter()
    for paper in selection.papers:
        if len(paper.uses) <= _LARGEST:
            pairs.update(combinations(paper.uses, 2))
    linked = {pair: n for pair, n in pairs.items() if n >= FEWEST}
    tied = {e for pair in linked for e in pair}
    inside = set([e for e in frequent if e in tied][:most])
    whole = len(selection.papers)

    def strength(pair: tuple[int, int]) -> float:
        expected = len(papers[pair[0]]) * len(papers[pair[1]]) / whole
        return round(linked[pair] * math.log(1 + linked[pair] / expected), 9)

    ties = sorted((p for p in linked if inside.issuperset(p)), key=lambda p: (-strength(p), p))
    kept = ties[: LINKS_PER_NODE * max(len(inside), 1)]
    met = {e for pair in kept for e in pair}
    chosen = [e for e in frequent if e in met]
    return Picture(
        title="What goes together",
        caption="Which methods, datasets and tasks do these papers name together most?",
        nodes=tuple(
            Node(
                id=selection.entities[e].iri,
                label=selection.entities[e].label,
                type=selection.entities[e].kind,
                weight=len(papers[e]),
                facts=(("papers", f"{len(papers[e]):,} of these"),),
            )
            for e in chosen
        ),
        edges=tuple(
            Edge(
                source=selection.entities[a].iri,
                target=selection.entities[b].iri,
                label=f"{linked[a, b]:,} papers together",
                evidence=tuple(
                    Evidence(paper=selection.papers[i].title, url=selection.papers[i].url, exact="")
                    for i in sorted(set(papers[a]) & set(papers[b]), reverse=True)[:8]
                ),
            )
            for a, b in sorted(kept)
        ),
        total_nodes=len(papers),
        total_edges=len(pairs),
        rule=f"{selection.shown}; the strongest links of at least {FEWEST} papers",
        details=selection.details,
    )
