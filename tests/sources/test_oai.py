"""OAI-PMH."""

from datetime import date
from pathlib import Path

import pytest

from kg.model import Paper, Skipped
from tests.sources.samples import papers, reasons, results
from tests.sources.test_feeds import names
from tests.sources.xml_samples import OAI_ARXIV, OAI_DC, OAI_ERROR, OAI_RAW


def test_a_record_in_the_format_arxiv_becomes_a_paper(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, OAI_ARXIV)
    assert (paper.id, paper.version, paper.doi) == ("2512.00001", None, "10.1000/sheep.1")
    assert paper.title == "Counting sheep\n  in two dimensions"
    assert paper.abstract == "We count sheep\nwith $p<1$."
    assert names(paper) == ["Sheep Array", "Goat Collaborations", "Ada Byron", "K. F. Gauß IV"]
    assert (paper.primary_category, paper.categories) == ("cs.LG", ("cs.LG", "stat.ML"))
    assert (paper.comment, paper.published, paper.line) == ("3 pages", date(2025, 11, 30), 6)
    assert paper.updated == date(2026, 1, 1)


def test_a_record_in_the_format_arxiv_raw_gives_the_last_version_and_the_day_of_the_first(
    tmp_path: Path,
) -> None:
    (paper,) = papers(tmp_path, OAI_RAW)
    assert (paper.id, paper.version, paper.published) == ("2512.00001", 2, date(2025, 11, 30))
    assert names(paper) == ["Sheep Array", "Goat Collaborations", "Ada Byron", "Karl Gauß", "M. Łukasz"]
    assert paper.comment == "This paper has been withdrawn by Ada Byron"
    assert paper.abstract == "We count sheep\nwith $p<1$."


def test_a_record_in_dublin_core_gives_names_turned_and_categories_by_their_notation(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, OAI_DC)
    assert (paper.id, paper.doi) == ("math/0306266", "10.1000/sheep.3")
    assert names(paper) == ["Ada Byron", "Karl Gauß Jr.", "Sheep Collaboration"]
    assert (paper.primary_category, paper.categories) == (None, ("math.CO", "hep-th", "cs.LG"))
    assert (paper.abstract, paper.comment) == ("We count sheep\nat night.", "3 pages")
    assert (paper.published, paper.url) == (date(2003, 6, 18), "http://arxiv.org/abs/math/0306266")


def test_a_deleted_record_is_counted_and_no_paper(tmp_path: Path) -> None:
    note = results(tmp_path, OAI_ARXIV)[1]
    assert note == Skipped(
        document="digest.md", line=20, reason="record deleted by its repository", paper=False
    )


def test_an_error_is_reported(tmp_path: Path) -> None:
    assert reasons(tmp_path, OAI_ERROR) == [
        "OAI-PMH error noRecordsMatch: The combination of the values leads to an empty list."
    ]
    assert not papers(tmp_path, OAI_ERROR)


def metadata(sample: str) -> str:
    return sample[sample.index("<metadata>") + 10 : sample.index("</metadata>")].strip()


def record(sample: str) -> str:
    return sample[sample.index("<record>") : sample.index("</record>") + 9]


@pytest.mark.parametrize("sample", [OAI_ARXIV, OAI_RAW, OAI_DC])
def test_bare_metadata_bare_records_and_several_answers_in_a_file_are_read(
    tmp_path: Path, sample: str
) -> None:
    (paper,) = papers(tmp_path, sample)
    for wrapped, times in (
        (metadata(sample), 1),
        (record(sample), 1),
        (f"{record(sample)}\n" * 3, 3),
        (f'<?xml version="1.0"?>\n<ListRecords>{record(sample)}</ListRecords>', 1),
        (f'<?xml version="1.0"?>\n<harvest>{record(OAI_RAW)}</harvest>', 1),
        (f"<harvest>{record(OAI_DC)}</harvest>", 1),
        (f"<harvest>{metadata(OAI_ARXIV)}</harvest>", 1),
        (f"\ufeff{sample}" * 2, 2),
    ):
        found = results(tmp_path, wrapped)
        kept = [result for result in found if isinstance(result, Paper)]
        assert len(kept) == times
        assert {result.title.split("\n")[0] for result in kept} == {paper.title.split("\n")[0]}


def test_metadata_in_another_format_are_named(tmp_path: Path) -> None:
    marc = "<record><metadata><marc:record xmlns:marc='m'/></metadata></record>".replace(
        "marc:record", "marc:r"
    )
    assert reasons(tmp_path, marc) == ["metadata of the record in a format that kg does not read: r"]
    assert reasons(tmp_path, "<record><header/></record>") == ["metadata of the record missing"]


@pytest.mark.parametrize(
    ("sets", "categories"),
    [
        (["math:math:CO", "cs:cs:LG"], ("math.CO", "cs.LG")),
        (["physics:hep-th"], ("hep-th",)),
        (["cs"], ("cs",)),
    ],
)
def test_sets_tell_the_categories_where_the_metadata_do_not(
    tmp_path: Path, sets: list[str], categories: tuple[str, ...]
) -> None:
    specs = "".join(f"<setSpec>{spec}</setSpec>" for spec in sets)
    inside = "<metadata><arXiv><id>2512.00001</id><title>A</title></arXiv></metadata>"
    text = f"<record><header>{specs}</header>{inside}</record>"
    assert papers(tmp_path, text)[0].categories == categories


def test_a_day_of_creation_that_is_not_in_the_month_of_the_id_is_that_of_a_later_version(
    tmp_path: Path,
) -> None:
    later = OAI_ARXIV.replace("<created>2025-11-30", "<created>2026-08-30")
    assert papers(tmp_path, later)[0].published is None
    assert papers(tmp_path, OAI_DC.replace("2003-06-18", "2004-06-18"))[0].published is None
