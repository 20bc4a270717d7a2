"""`kg fetch`: papers from the arXiv API, as digest files. The only command that asks arXiv."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from kg.cli.console import out, progress, say
from kg.cli.options import example
from kg.errors import FetchError
from kg.plural import plural

if TYPE_CHECKING:
    from kg.arxiv import ArxivId
    from kg.fetching import ById, Client, Report
    from kg.fetching.flow import Asked

_SHOWN = 10
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    epilog=example(
        "kg fetch --category cs.LG --since 2026-01-01 --until 2026-01-31",
        "kg fetch --category cs.CL --category cs.AI --since 2026-01-01 --dry-run",
        "kg fetch 2512.02315 math/0306266v1 https://arxiv.org/abs/1706.03762",
        "kg fetch --ids reading-list.txt && kg build fetched",
    )
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--category",
    "categories",
    multiple=True,
    help="Of arXiv: cs.LG, hep-th, or cs for all of it; may be given again.",
)
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="First day of submission (UTC).")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="Last day of submission (default: today).")
@click.option(
    "--ids",
    "lists",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="A file of ids, one or more a line; -: standard input.",
)
@click.option(
    "-o",
    "--output",
    default="fetched",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder of digest files; made, or added to.",
)
@click.option("--dry-run", is_flag=True, help="Tell how many papers and requests it would be.")
@click.option("--restart", is_flag=True, help="Begin anew, where the same fetch was stopped before.")
@click.option(
    "--endpoint",
    envvar="KG_ARXIV_API",
    show_envvar=True,
    metavar="URL",
    help="A mirror of the API (default: https://export.arxiv.org/api/query).",
)
def fetch(
    ids: tuple[str, ...],
    categories: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    lists: tuple[Path, ...],
    output: Path,
    dry_run: bool,
    restart: bool,
    endpoint: str | None,
) -> None:
    """Fetch papers' metadata from the arXiv API into digest files.

    Either of categories, by days of first submission (one file a day), or ID...: arXiv ids with or without
    version, addresses, DOIs, "-" for a list on standard input (one file for all). One request each 3 seconds,
    as arXiv asks; a fetch that was stopped goes on when the same command is given again.
    """
    from kg.fetching import ENDPOINT, Client

    asked = _asked(ids, categories, since, until, lists)
    with progress("fetching", "papers") as update:
        state: tuple[int, int | None] = (0, None)

        def watch(papers: int, expected: int | None) -> None:
            nonlocal state
            state = (papers, expected)
            update(papers, expected)

        def tell(message: str) -> None:
            if sys.stderr.isatty():
                update(*state, message)
            else:
                say(message)

        with Client(endpoint or ENDPOINT, tell=tell) as client:
            if dry_run:
                _print_estimate(asked, client)
                return
            from kg.fetching import fetch as run

            report = run(asked, output, client, restart=restart, watch=watch)
    _print(report, asked, output)


def _asked(
    ids: Sequence[str],
    categories: Sequence[str],
    since: datetime | None,
    until: datetime | None,
    lists: Sequence[Path],
) -> Asked:
    """What is meant; nothing is asked of arXiv before all of it is understood."""
    from kg.fetching import ByCategory, Days, categories_named
    from kg.fetching.asking import FIRST_YEAR

    if categories and (ids or lists):
        raise click.UsageError("give categories or ids, not both")
    if not categories:
        if since or until:
            raise click.UsageError("--since and --until go with --category")
        return _ids(ids, lists)
    if since is None:
        raise click.UsageError("say from which day on, with --since 2026-01-01")
    today = datetime.now(UTC).date()
    end = date(today.year, 12, 31)
    first = max(since.date(), date(FIRST_YEAR, 1, 1))
    last = min(until.date(), end) if until else end
    if until and since > until:
        raise click.UsageError(f"--since {since.date()} is after --until {until.date()}")
    if first > today:
        raise click.UsageError(f"--since {first} is in the future")
    if last < first:
        raise click.UsageError(f"--until {last} is before arXiv began, in {FIRST_YEAR}")
    return ByCategory(categories_named(categories), Days(first, last), until_now=until is None)


def _ids(ids: Sequence[str], lists: Sequence[Path]) -> ById:
    from kg.fetching import ById, ids_in

    found: list[ArxivId] = []
    for text in ids:
        if text == "-":
            lists = [*lists, Path("-")]
            continue
        for _, written, one in ids_in([text]):
            if one is None:
                hint = f"; to read a list of ids, say --ids {quote(text)}" if Path(text).is_file() else ""
                raise click.UsageError(f"{written[:100]!r} is no arXiv id (such as 2512.02315){hint}")
            found.append(one)
    for path in dict.fromkeys(lists):
        wrong = 0
        for line, written, one in ids_in(_lines(path)):
            if one is not None:
                found.append(one)
                continue
            wrong += 1
            if wrong <= _SHOWN:
                say(f"{path}:{line}: {written[:100]!r} is no arXiv id, passed over")
        if wrong > _SHOWN:
            say(f"{path}: {wrong} words in all that are no arXiv ids, passed over")
    if not found:
        if lists:
            raise FetchError(f"{lists[0]}: holds no arXiv id; write one a line, such as 2512.02315")
        raise click.UsageError("say what to fetch: --category and --since, or arXiv ids")
    return ById(tuple(found))


def _lines(path: Path) -> Iterable[str]:
    with click.open_file(str(path), "rb") as file:
        data: bytes = file.read()
    return data.decode("utf-8", "replace").splitlines()


def _print_estimate(asked: Asked, client: Client) -> None:
    from kg.fetching import estimate

    found = estimate(asked, client)
    minutes = found.seconds / 60
    time = f"{found.seconds:.0f} seconds" if minutes < 2 else f"{minutes:.0f} minutes"
    out(
        f"{asked}: {plural(found.papers, 'paper')}, {plural(found.requests, 'request')}, at least {time}; "
        "nothing was written"
    )


def _print(report: Report, asked: Asked, output: Path) -> None:
    """What came, what did not, and what to do next."""
    from kg.fetching import ById

    if report.unnamed:
        say(f"{plural(report.unnamed, 'entry')} of the answers without id or title left out")
    if report.short:
        say(f"{plural(report.short, 'paper')} that the API counted did not come; fetch again another day")
    if report.missing:
        shown = ", ".join(report.missing[:_SHOWN])
        more = f" and {len(report.missing) - _SHOWN} more" if len(report.missing) > _SHOWN else ""
        say(f"arXiv does not have {shown}{more}")
    if report.stopped:
        kept = (
            f"{report.papers:,} of {report.expected:,} papers are kept; the same command goes on from there"
        )
        if isinstance(report.stopped, KeyboardInterrupt):
            say(f"Stopped: {kept}" if report.papers else "Stopped before anything came")
            raise report.stopped
        raise FetchError(f"{report.stopped}; {kept}") if report.papers else report.stopped
    if not report.papers:
        say(f"no paper of {asked}")
    else:
        came = str(asked)
        if report.missing:
            came = f"{report.papers:,} of {asked}"
        elif not isinstance(asked, ById):
            came = f"{plural(report.papers, 'paper')} of {asked}"
        say(f"{came}, in {plural(len(report.files), 'file')}; next: kg build {quote(str(output))}")
    if report.missing:
        sys.exit(1)
