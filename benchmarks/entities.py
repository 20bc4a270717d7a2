"""How many of the entities found are right, by hand: python benchmarks/entities.py draw|score ...

    draw ANSWERS.jsonl [--entities N] [--seed N] -o FILE   entities of the output of kg extract, drawn without
                                   replacement by random.Random(seed), each with its sentences, to be judged
    score FILE VERDICTS.tsv        precision with its 95 % interval (Wilson), by type and by confidence

VERDICTS.tsv has a line for each entity: its number, then "right", "boundary" (a thing, but cut wrongly), "type"
or "wrong". Only "right" counts: it is a method, dataset or task by the guidelines, of this type, cut as they say.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from pathlib import Path

from identity import share

from kg.extraction.cutting import cut

VERDICTS = ("right", "boundary", "type", "wrong")


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around a mention, the mention in brackets."""
    tokens = cut(text)
    for first, after in tokens.sentences:
        begin, finish = tokens.chars(first, after)
        if begin <= start < finish:
            return " ".join(f"{text[begin:start]}[{text[start:end]}]{text[end:finish]}".split())
    return f"[{text[start:end]}]"


def draw(answers: Path, entities: int, seed: int, output: Path) -> None:
    """Write the drawn entities, one a line."""
    with answers.open(encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    found = [(paper, entity) for paper in papers for entity in paper["entities"]]
    chosen = random.Random(seed).sample(found, min(entities, len(found)))
    with output.open("w", encoding="utf-8") as file:
        for number, (paper, entity) in enumerate(chosen, 1):
            text = f"{paper['title']}\n\n{paper['abstract']}"
            places = {mention["text"]: mention for mention in reversed(entity["mentions"])}
            record = {
                "number": number,
                "paper": paper["id"],
                **{key: entity[key] for key in ("type", "name", "role", "confidence")},
                "sentences": [sentence(text, m["start"], m["end"]) for m in places.values()],
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    print(f"{len(chosen)} of {len(found)} entities of {len(papers)} papers in {output}")


def score(drawn: Path, verdicts: Path) -> None:
    """Print how many are right."""
    with drawn.open(encoding="utf-8") as lines:
        entities = {record["number"]: record for record in map(json.loads, lines)}
    said = {
        int(number): verdict
        for number, verdict in (line.split("\t")[:2] for line in verdicts.read_text().splitlines())
    }
    unknown = sorted(set(said.values()) - set(VERDICTS))
    if said.keys() != entities.keys() or unknown:
        raise SystemExit(
            f"{verdicts}: wants a verdict of {', '.join(VERDICTS)} for each of {len(entities)} entities"
        )
    groups: dict[str, list[str]] = defaultdict(list)
    for number, verdict in said.items():
        entity = entities[number]
        for group in (
            "all",
            entity["type"],
            f"confidence from {'0.7' if entity['confidence'] >= 0.7 else '0'}",
        ):
            groups[group].append(verdict)
    for group, found in sorted(groups.items()):
        counts = Counter(found)
        others = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS[1:])
        print(f"{group}: {share(counts['right'], len(found))}; {others}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw")
    drawing.add_argument("answers", type=Path)
    drawing.add_argument("--entities", type=int, default=100)
    drawing.add_argument("--seed", type=int, default=1)
    drawing.add_argument("-o", "--output", type=Path, required=True)
    scoring = commands.add_parser("score")
    scoring.add_argument("drawn", type=Path)
    scoring.add_argument("verdicts", type=Path)
    options = parser.parse_args()
    if options.command == "draw":
        draw(options.answers, options.entities, options.seed, options.output)
    else:
        score(options.drawn, options.verdicts)


if __name__ == "__main__":
    main()
