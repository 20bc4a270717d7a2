"""`kg evaluate`: how good extraction is on annotated papers."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from kg.cli.console import out, plain, say
from kg.cli.options import confidence_option, example, reading_options, vocabulary_option
from kg.errors import GoldError

if TYPE_CHECKING:
    from kg.evaluation import AnnotatedPaper, Ratio, Score
    from kg.evaluation.mistakes import Mistake
    from kg.extraction import Setting

_SEED = 0
_MAIN = ("entity F1", "mention F1", "role accuracy", "introduces F1")


@click.command(
    epilog=example(
        "kg evaluate gold.jsonl",
        "kg evaluate gold.jsonl --predicted answers.jsonl --by category",
        "kg evaluate gold.jsonl -f json --curve > figures.json",
        "kg evaluate gold.jsonl --floor floor.json",
    )
)
@click.argument("gold", type=click.Path(), metavar="GOLD.jsonl")
@click.option(
    "--predicted",
    type=click.Path(),
    help="Answers to score, in the form of kg extract (default: extract from gold's titles and abstracts).",
)
@vocabulary_option
@reading_options
@confidence_option
@click.option(
    "--by", type=click.Choice(["category"]), help="Also the figures of each primary arXiv category."
)
@click.option(
    "--curve", "along", is_flag=True, help="Also precision and recall of entities along confidence."
)
@click.option(
    "--worst",
    "shown",
    type=click.IntRange(0),
    default=5,
    show_default=True,
    help="How many mistakes of each sort to show.",
)
@click.option(
    "--floor",
    "floor_file",
    type=click.Path(),
    help="JSON of figures and least values; exit status 3 when one falls below.",
)
@click.option("--raise-floor", is_flag=True, help="Where a figure is above the floor, raise the floor to it.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def evaluate(
    gold: str,
    predicted: str | None,
    vocabularies: tuple[str, ...],
    fast: bool,
    accurate: bool,
    min_confidence: float,
    by: str | None,
    along: bool,
    shown: int,
    floor_file: str | None,
    raise_floor: bool,
    form: str,
) -> None:
    """Measure extraction against annotated papers: precision, recall, F1, and what went wrong.

    GOLD.jsonl: one paper a line, with id, title, abstract and entities.
    """
    from kg.evaluation import Score, read_gold, read_predicted
    from kg.evaluation import floor as floors
    from kg.evaluation.doubts import doubts
    from kg.evaluation.mistakes import mistakes
    from kg.evaluation.score import at_least, curve
    from kg.extraction import Setting

    if raise_floor and not floor_file:
        raise click.UsageError("--raise-floor needs --floor FILE")
    papers = read_gold(gold)
    setting = Setting(vocabularies, fast, accurate=accurate)
    answers = read_predicted(predicted) if predicted else _extracted(gold, papers, setting)
    answers = at_least(answers, min_confidence)
    score = Score.of(papers, answers)
    figures = score.figures()
    floor = floors.read_floor(floor_file, figures) if floor_file else {}
    notes = list(doubts(papers, answers))
    found = list(mistakes(score.comparisons))
    steps = curve(papers, answers) if along else []
    if form == "json":
        _print_json(score, found, steps, by, shown, notes, (len(papers), len(papers.keys() & answers)))
    else:
        _print_score(score, len(papers), len(papers.keys() & answers))
        _print_intervals(score)
        if by:
            _print_categories(score)
        if steps:
            _print_curve(steps)
        _print_mistakes(found, shown)
    for note in notes:
        say(note)
    fallen = floors.below(floor, figures)
    for name in fallen:
        say(f"kg: {name} is {figures[name]:.4f}, below its floor of {floor[name]:.4f}")
    if floor_file and raise_floor and (higher := floors.raised(floor, figures)) != floor:
        floors.write_floor(floor_file, higher)
        say(f"{floor_file}: raised " + ", ".join(f"{n} to {v}" for n, v in higher.items() if v > floor[n]))
    if fallen:
        sys.exit(3)


def _extracted(path: str, gold: Mapping[str, AnnotatedPaper], setting: Setting) -> dict[str, AnnotatedPaper]:
    """What `kg extract` says of gold's own texts."""
    from kg.building import extract_papers  # loads spaCy
    from kg.cli.extract import record
    from kg.evaluation.annotated import parse
    from kg.model import Paper

    bare = next((key for key, paper in gold.items() if paper.text is None), None)
    if bare is not None:
        raise GoldError(
            f"{bare} has no title or no abstract to extract from; give --predicted FILE", path=path
        )
    papers = (Paper(id=p.id, title=p.title or "", abstract=p.abstract or "") for p in gold.values())
    return {paper.id: parse(record(paper, found)) for paper, found in extract_papers(papers, setting)}


def _print_score(score: Score, gold: int, predicted: int) -> None:
    from kg.evaluation.comparing import KINDS

    for figure in ("entity", "mention"):
        for kind in (*KINDS, None):
            out(f"{figure:8} {kind or 'all':8} {_said(score.ratio(figure, kind))}")
    matched = score.counts["role matched"]
    out(f"role     accuracy {score.role_accuracy:.3f} of {matched} matched entities")
    out(f"role     introduces {_said(score.ratio('introduces'))}")
    out(f"papers   {gold} gold, {predicted} predicted")


def _said(ratio: Ratio) -> str:
    return (
        f"P {ratio.precision:.3f}  R {ratio.recall:.3f}  F1 {ratio.f1:.3f}"
        f"  ({ratio.hit} of {ratio.predicted} predicted, {ratio.gold} gold)"
    )


def _print_intervals(score: Score) -> None:
    found = score.intervals(seed=_SEED)
    said = ", ".join(f"{name} {found[name][0]:.3f}-{found[name][1]:.3f}" for name in _MAIN)
    out(f"95 %     {said} (bootstrap over papers)")


def _print_categories(score: Score) -> None:
    groups = score.by_category()
    known = sum(len(group.comparisons) for group in groups.values())
    out(f"\n{known} of {len(score.comparisons)} papers bear a category")
    if known:
        out("category            papers  entity F1  mention F1  role acc.  introduces F1")
    for name, group in groups.items():
        figures = group.figures()
        values = [figures[main] for main in _MAIN]
        out(
            f"{plain(name):18} {len(group.comparisons):7}  {values[0]:9.3f}  {values[1]:10.3f}  {values[2]:9.3f}"
            f"  {values[3]:13.3f}"
        )


def _print_curve(steps: list[tuple[float, Score]]) -> None:
    from kg.evaluation.calibration import BINS, calibration_error, reliability

    out("\nconfidence   entity P      R     F1   predicted")
    for step, score in steps:
        ratio = score.ratio("entity")
        out(
            f"   >= {step:.2f}      {ratio.precision:.3f}  {ratio.recall:.3f}  {ratio.f1:.3f}  {ratio.predicted:10}"
        )
    bins = reliability(steps[0][1].comparisons)
    out(f"expected calibration error {calibration_error(bins):.3f} ({BINS} bins of confidence)")


def _print_mistakes(found: list[Mistake], shown: int) -> None:
    from kg.evaluation.comparing import KINDS
    from kg.evaluation.mistakes import SORTS, worst

    out(f"\nmistakes        {''.join(f'{kind:>9}' for kind in KINDS)}")
    for sort in SORTS:
        kinds = [sum(m.sort == sort and m.kind == kind for m in found) for kind in KINDS]
        out(f"{sort:16}{''.join(f'{count:9}' for count in kinds)}")
    for sort in SORTS:
        for case in worst(found, sort)[:shown]:
            mistake = case.example
            names = " / ".join(filter(None, dict.fromkeys((mistake.gold, mistake.predicted))))
            what = f" ({mistake.detail})" if mistake.detail else ""
            out(
                f"{sort:15} {len(case.papers)}x {mistake.kind}{what}: {_flat(names)}  [{_flat(_some(case.papers))}]"
            )


def _some(papers: tuple[str, ...]) -> str:
    return ", ".join(papers[:3]) + (", ..." if len(papers) > 3 else "")


def _flat(text: str) -> str:
    return " ".join(plain(text).split())


def _print_json(
    score: Score,
    found: list[Mistake],
    steps: list[tuple[float, Score]],
    by: str | None,
    shown: int,
    notes: list[str],
    papers: tuple[int, int],
) -> None:
    import orjson

    from kg.evaluation.mistakes import SORTS, worst

    record: dict[str, Any] = {
        "papers": {"gold": papers[0], "predicted": papers[1]},
        "figures": score.figures(),
        "counts": dict(sorted(score.counts.items())),
        "intervals": score.intervals(seed=_SEED),
        "mistakes": {
            sort: {
                "count": sum(mistake.sort == sort for mistake in found),
                "worst": [
                    {
                        "type": case.example.kind,
                        "gold": case.example.gold,
                        "predicted": case.example.predicted,
                        "detail": case.example.detail,
                        "confidence": case.example.confidence,
                        "papers": case.papers,
                    }
                    for case in worst(found, sort)[:shown]
                ],
            }
            for sort in SORTS
        },
        "notes": notes,
    }
    if by:
        record["categories"] = {
            name: {"papers": len(group.comparisons), "figures": group.figures()}
            for name, group in score.by_category().items()
        }
    if steps:
        from kg.evaluation.calibration import calibration_error, reliability

        record["calibration error"] = calibration_error(reliability(steps[0][1].comparisons))
        record["curve"] = [
            {
                "confidence": step,
                "precision": (ratio := one.ratio("entity")).precision,
                "recall": ratio.recall,
                "f1": ratio.f1,
                "predicted": ratio.predicted,
            }
            for step, one in steps
        ]
    sys.stdout.buffer.write(orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
