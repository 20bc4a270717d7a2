"""How well names are told to be one or two: python benchmarks/identity.py within|draw|score ...

    within GOLD.jsonl              annotated mentions through linking: do mentions of one annotated entity end
                                   in one, those of two in two? A pair is two different strings of one paper
                                   and kind.
    draw GRAPH [--seed N] -o FILE  pairs of names from different papers of a graph built by kg, to be judged:
                                   100 that kg merged though they differ by more than case, plural and hyphens,
                                   and 60 that it left apart though they look alike, each with its sentences
    score FILE VERDICTS.tsv        precision of merges and recall, with 95 % intervals (Wilson)

How pairs are drawn. A merged unit is an entity and two normal forms of its mentions that different papers use;
a unit apart is two entities of one kind, of different papers, whose keys are at least 85 % alike
(rapidfuzz, words sorted) or one of which spells the initials of the other. Units are sorted, sampled without
replacement by random.Random(seed), and stand with one mention each, drawn the same way. VERDICTS.tsv has a
line for each: number of the pair, then "same" or "different".
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from kg import vocabulary
from kg.analysis.proportions import wilson
from kg.evaluation.surfaces import places
from kg.extraction.abbreviations import find_definitions
from kg.extraction.cutting import cut
from kg.extraction.phrases import PhraseFinder, normal_tokens
from kg.linking import link
from kg.model import Kind, Mention, Paper, Role
from kg.names import normal_form
from kg.parts import read_chunk

MERGED, APART = 100, 60
ALIKE = 85.0


def share(part: int, whole: int) -> str:
    """A share with its 95 % interval by Wilson."""
    if not whole:
        return "-"
    low, high = wilson(part, whole)
    return f"{part / whole:.3f} [{low:.3f}, {high:.3f}] ({part} of {whole})"


class Annotated:
    """Annotated papers with their mentions as extraction would hand them to linking."""

    def __init__(self) -> None:
        self.vocabulary = vocabulary.load()
        self._find = PhraseFinder(self.vocabulary)

    def mentions(self, record: dict[str, Any], text: str) -> Iterator[tuple[Mention, int]]:
        """Each annotated mention and the number of its entity; an annotated string stands for all its places."""
        tokens = cut(text)
        longs: dict[str, str] = {}
        for definition in find_definitions(tokens):
            long, short = tokens.slice(*definition.long), tokens.slice(*definition.short)
            longs |= dict.fromkeys((long, short, f"{short}s", short.removesuffix("s")), long)
        concepts = {
            (*tokens.chars(one.start, one.end), one.kind): one.concept
            for one in self._find(tokens, *normal_tokens(tokens))
        }
        entities = record["entities"]
        strings = [(name, str(i)) for i, entity in enumerate(entities) for name in entity["mentions"]]
        found = [(start, end, int(i)) for start, end, i in places(text, strings)]
        for start, end, i in sorted(found, key=lambda place: (place[0] - place[1], place[2], place[0])):
            kind, name = Kind(entities[i]["type"]), text[start:end]
            mention = Mention(
                start=start,
                end=end,
                text=name,
                kind=kind,
                role=Role.ADDRESSES if kind is Kind.TASK else Role.USES,
                sentence=(start, end),
                found_by="tagger",
                concept=concepts.get((start, end, kind), ""),
                long_form=longs.get(name, ""),
            )
            yield mention, i


def within(path: Path) -> None:
    annotated = Annotated()
    counts: Counter[tuple[bool, bool]] = Counter()
    whole = entities = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        paper = Paper(
            id=record["id"],
            title=record["title"],
            abstract=record["abstract"],
            categories=tuple(record.get("categories", ())),
        )
        gold = dict(annotated.mentions(record, paper.text))
        found = {
            (mention.start, mention.end): i
            for i, statement in enumerate(
                link(paper, sorted(gold, key=lambda m: m.start), annotated.vocabulary)
            )
            for mention in statement.evidence
        }
        names: dict[tuple[Kind, str], tuple[int, int]] = {}
        for mention, i in gold.items():
            if (mention.start, mention.end) in found:
                names.setdefault((mention.kind, mention.text), (i, found[mention.start, mention.end]))
        broken: set[int] = set()
        for (one, (gold_one, got_one)), (other, (gold_other, got_other)) in combinations(names.items(), 2):
            if one[0] is other[0]:
                counts[gold_one == gold_other, got_one == got_other] += 1
                if (gold_one == gold_other) != (got_one == got_other):
                    broken |= {gold_one, gold_other}
        met = {i for i, _ in names.values()}
        entities += len(met)
        whole += len(met - broken)
    right, missed, wrong = counts[True, True], counts[True, False], counts[False, True]
    print(f"pairs of one entity that end in one: {share(right, right + missed)}")
    print(f"pairs that end in one and are of one entity: {share(right, right + wrong)}")
    print(f"entities with exactly their mentions: {share(whole, entities)}")


Place = tuple[str, str, str]
"""Paper, words, sentence with the words in square brackets."""


def read_graph(graph: Path) -> dict[tuple[str, str], dict[str, list[Place]]]:
    """By entity and normal form: where papers use it, each paper once a form."""
    found: dict[tuple[str, str], dict[str, dict[str, Place]]] = defaultdict(lambda: defaultdict(dict))
    for part in sorted((graph / "parts").glob("*.gz")):
        for paper, statements in read_chunk(part):
            for statement in statements:
                forms = found[statement.entity.kind.value, statement.entity.key]
                for mention in statement.evidence:
                    begin, finish = mention.sentence
                    sentence = f"{paper.text[begin : mention.start]}[{mention.text}]{paper.text[mention.end : finish]}"
                    place = (paper.id, mention.text, " ".join(sentence.split()))
                    forms[normal_form(mention.text)].setdefault(paper.id, place)
    return {
        key: {form: [places[paper] for paper in sorted(places)] for form, places in sorted(forms.items())}
        for key, forms in sorted(found.items())
    }


Pair = tuple[list[Place], list[Place], str]


def merged(graph: dict[tuple[str, str], dict[str, list[Place]]]) -> list[Pair]:
    return [
        (forms[one], forms[other], f"{kind} {key}")
        for (kind, key), forms in graph.items()
        for one, other in combinations(forms, 2)
        if len({place[0] for place in forms[one] + forms[other]}) > 1
    ]


def initials(key: str) -> str:
    return "".join(word[0] for word in key.split()) if " " in key else ""


def apart(graph: dict[tuple[str, str], dict[str, list[Place]]]) -> list[Pair]:
    pairs = []
    for kind in Kind:
        keys = [key for of, key in graph if of == kind.value]
        scores = process.cdist(keys, keys, scorer=fuzz.token_sort_ratio)
        shorts = [initials(key) for key in keys]
        for i, j in combinations(range(len(keys)), 2):
            if scores[i, j] >= ALIKE or keys[i] == shorts[j] or keys[j] == shorts[i]:
                one, other = (
                    [p for places in graph[kind.value, keys[n]].values() for p in places] for n in (i, j)
                )
                if len({place[0] for place in one + other}) > 1:
                    pairs.append((one, other, f"{kind.value} {keys[i]} | {keys[j]}"))
    return pairs


def draw(path: Path, seed: int, output: Path) -> None:
    graph = read_graph(path)
    chance = random.Random(seed)
    lines = []
    number = 0
    for name, units, size in (("merged", merged(graph), MERGED), ("apart", apart(graph), APART)):
        sample = chance.sample(units, min(size, len(units)))
        lines.append(json.dumps({"group": name, "units": len(units), "drawn": len(sample)}))
        for one, other, entity in sample:
            number += 1
            first = chance.choice(one)
            second = chance.choice([p for p in other if p[0] != first[0]] or other)
            if first[0] == second[0]:
                first = chance.choice([p for p in one if p[0] != second[0]])
            record = {"pair": number, "group": name, "entity": entity, "one": first, "other": second}
            lines.append(json.dumps(record, ensure_ascii=False))
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{number} pairs in {output}")


def score(drawn: Path, verdicts: Path) -> None:
    said = dict(line.split("\t")[:2] for line in verdicts.read_text(encoding="utf-8").splitlines() if line)
    units: dict[str, int] = {}
    same: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for record in map(json.loads, drawn.read_text(encoding="utf-8").splitlines()):
        if "units" in record:
            units[record["group"]] = record["units"]
        else:
            judged[record["group"]] += 1
            same[record["group"]] += said[str(record["pair"])] == "same"
    together = units["merged"] * same["merged"] / judged["merged"]
    missed = units["apart"] * same["apart"] / judged["apart"]
    print(f"merges that are right: {share(same['merged'], judged['merged'])}, of {units['merged']} units")
    print(f"left apart and the same: {share(same['apart'], judged['apart'])}, of {units['apart']} units")
    print(f"recall among merged and alike pairs: {together / (together + missed):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("within").add_argument("gold", type=Path)
    drawing = commands.add_parser("draw")
    drawing.add_argument("graph", type=Path)
    drawing.add_argument("--seed", type=int, default=4)
    drawing.add_argument("-o", "--output", type=Path, required=True)
    scoring = commands.add_parser("score")
    scoring.add_argument("drawn", type=Path)
    scoring.add_argument("verdicts", type=Path)
    options = parser.parse_args()
    if options.command == "within":
        within(options.gold)
    elif options.command == "draw":
        draw(options.graph, options.seed, options.output)
    else:
        score(options.drawn, options.verdicts)


if __name__ == "__main__":
    main()
