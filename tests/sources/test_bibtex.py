from datetime import date
from pathlib import Path

import pytest

from kg.model import Author, Paper, Skipped
from tests.sources.samples import papers, reasons, results

ARTICLE = r"""@article{byron2021,
  title         = {{BERT} among {\'E}we: $x_{i}^{2}$ \& \emph{sheep}},
  author        = {Byron, Ada and Karl Gau{\ss} and van der Waals, Jr., Johannes Diderik and
                   {ATLAS Collaboration} and others},
  journal       = {arXiv preprint arXiv:2101.00001},
  year          = 2021,
  month         = jan,
  day           = {2},
  eprint        = {2101.00001v2},
  archivePrefix = {arXiv},
  primaryClass  = {cs.CL},
  keywords      = {Machine Learning (cs.LG), FOS: Computer and information sciences},
  doi           = {10.1000/SHEEP\_1},
  url           = {https://example.org/a\_b},
  note          = {3 pages},
  abstract      = {We count 100% of $\alpha$
    sheep.}
}
"""


def one(folder: Path, fields: str, kind: str = "misc") -> Paper:
    (paper,) = papers(folder, f"@{kind}{{key,\n  title = {{Sheep}},\n  {fields}\n}}\n")
    return paper


def test_an_entry_is_read_whole(tmp_path: Path) -> None:
    assert results(tmp_path, ARTICLE, "sheep.bib") == [
        Paper(
            id="2101.00001",
            arxiv_id="2101.00001",
            version=2,
            title="BERT among Éwe: $x_{i}^{2}$ & sheep",
            abstract="We count 100% of $\\alpha$\n    sheep.",
            authors=(
                Author(name="Ada Byron"),
                Author(name="Karl Gauß"),
                Author(name="Johannes Diderik van der Waals, Jr."),
                Author(name="ATLAS Collaboration"),
            ),
            categories=("cs.CL", "cs.LG"),
            primary_category="cs.CL",
            doi="10.1000/sheep_1",
            url="https://example.org/a_b",
            comment="3 pages",
            published=date(2021, 1, 2),
            document="sheep.bib",
            line=1,
        )
    ]


@pytest.mark.parametrize(
    ("fields", "id_"),
    [
        ("eprint = {2101.00001}, archiveprefix = {arXiv}", "2101.00001"),
        ("eprint = {2101.00001}, eprinttype = {arxiv}", "2101.00001"),
        ("eprint = {arXiv:2101.00001v3}", "2101.00001"),
        ("eprint = {hep-th/9901001}", "hep-th/9901001"),
        ("eprint = {9901001}, archiveprefix = {hep-th}", "hep-th/9901001"),
        ("eprint = {9901001}, archiveprefix = {arXiv}, primaryclass = {hep-th}", "hep-th/9901001"),
        ("arxivid = {2101.00001}", "2101.00001"),
        ("journal = {arXiv preprint arXiv:2101.00001}", "2101.00001"),
        ("journal = {ArXiv e-prints}, eprint = {2101.00001}", "2101.00001"),
        ("journal = {CoRR}, volume = {abs/2101.00001}", "2101.00001"),
        ("url = {http://arxiv.org/abs/2101.00001v1}", "2101.00001"),
        (r"howpublished = {\url{https://arxiv.org/pdf/2101.00001}}", "2101.00001"),
        ("note = {arXiv:math/0306266 [math.CO]}", "math/0306266"),
        ("doi = {10.48550/arXiv.2101.00001}", "2101.00001"),
        ("doi = {10.1000/Sheep}, eprint = {PMC123}, eprinttype = {pubmed}", "doi:10.1000/sheep"),
        ("doi = {https://doi.org/10.1000/Sheep}", "doi:10.1000/sheep"),
        ("volume = {2101.00001}, year = 2021", "x:"),
    ],
)
def test_a_paper_is_known_by_arxiv_wherever_it_is_named_then_by_its_doi(
    tmp_path: Path, fields: str, id_: str
) -> None:
    assert one(tmp_path, fields).id.startswith(id_)


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        (r"M{\"u}ller, J{\"o}rg and \'{E}. \v{S}", ["Jörg Müller", "É. Š"]),
        (r"Garc{\'\i}a M{\'a}rquez, Gabriel", ["Gabriel García Márquez"]),
        ("{Barnes and Noble} and Ada Byron", ["Barnes and Noble", "Ada Byron"]),
        (
            "Ada Byron, Karl Gauss, Niels Bohr, Max Born",
            ["Ada Byron", "Karl Gauss", "Niels Bohr", "Max Born"],
        ),
        ("Byron,~Ada", ["Ada Byron"]),
        ("Ming{-}Wei Chang", ["Ming-Wei Chang"]),
        ("张三 and 李四", ["张三", "李四"]),
        ("", []),
    ],
)
def test_names_come_out_as_people_write_them(tmp_path: Path, authors: str, names: list[str]) -> None:
    assert [author.name for author in one(tmp_path, f"author = {{{authors}}}").authors] == names


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ("date = {2021-01-02}", date(2021, 1, 2)),
        ("year = 2021, month = {January}, day = 2", date(2021, 1, 2)),
        ("year = 2021, month = 1, day = 2", date(2021, 1, 2)),
        ("year = 2021, month = jan", None),
        ("year = 2021, month = feb, day = 30", None),
        ("year = 2021, month = jan, day = " + "9" * 20, None),
        pytest.param(f"year = 2021, month = {'9' * 5000}, day = 2", None, id="digits"),
        ("date = {2021-01}", None),
    ],
)
def test_the_day_is_taken_where_the_entry_gives_one(tmp_path: Path, fields: str, day: date | None) -> None:
    assert one(tmp_path, fields).published == day


BROKEN = "@misc{broken,\n  title = {Broken {brace},\n  year = 2020\n}\n\n"


@pytest.mark.parametrize(
    ("entry", "skipped"),
    [
        (BROKEN, (3, "entry is not valid BibTeX", True)),
        ("@misc{broken, title = {A} year = 2020}\n", (3, "entry is not valid BibTeX", True)),
        ("@misc{broken, title = }\n", (3, "entry is not valid BibTeX", True)),
        ("@misc{broken}\n@misc\n@misc{\n", (3, "entry without a title", True)),
        ("\n@book{untitled, year = 1999}\n", (4, "entry without a title", True)),
        ("@misc{a, title = {A}, month = janvier}\n", (3, "abbreviation that is not defined left out", False)),
        ("@IEEEtranBSTCTL{a, x = {y}}\n", (3, "@ieeetranbstctl is no paper", False)),
        ("@misc{a, title = " + "{" * 200 + "}\n", (3, "entry is not valid BibTeX", True)),
    ],
)
def test_a_broken_entry_is_skipped_with_its_line_and_the_others_are_read(
    tmp_path: Path, entry: str, skipped: tuple[int, str, bool]
) -> None:
    first, last = "@misc{a, title = {First}}\n\n", "@misc{z, title = {Last}}\n"
    found = results(tmp_path, first + entry + last)
    assert isinstance(found[0], Paper)
    assert isinstance(found[-1], Paper)
    assert (found[0].title, found[-1].title) == ("First", "Last")
    assert found[-1].line == 3 + entry.count("\n")
    assert skipped in [(r.line, r.reason, r.paper) for r in found if isinstance(r, Skipped)]


def test_abbreviations_concatenation_parentheses_and_comments_are_understood(tmp_path: Path) -> None:
    text = """Exported by hand. Lines outside of entries are comments, even with a { brace.
@string{cs = "Counting "}
@comment{jabref-meta: databaseType:bibtex;}
@preamble{"\\newcommand{\\x}{y}"}

@ARTICLE(one, Title = cs # {Sheep}, AUTHOR = "Ada {\\"O}stby",)
   @misc { two , title = {Goats} } @misc{three, title={Cows}}
"""
    found = [(p.line, p.title, [a.name for a in p.authors]) for p in papers(tmp_path, text)]
    assert found == [(6, "Counting Sheep", ["Ada Östby"]), (7, "Goats", []), (7, "Cows", [])]
    assert reasons(tmp_path, text) == []


def test_an_entry_in_a_digest_does_not_make_it_a_bibliography(tmp_path: Path) -> None:
    digest = (
        "### [1] [Sheep](https://arxiv.org/abs/2512.00001)\n*A B*\n\nAbstract: We cite\n@misc{a, title={B}}\n"
    )
    assert [paper.id for paper in papers(tmp_path, digest)] == ["2512.00001"]


def test_the_first_of_two_fields_of_one_name_counts(tmp_path: Path) -> None:
    assert one(tmp_path, "year = 2020, TITLE = {Goats}").title == "Sheep"


def test_a_title_and_its_subtitle_are_one(tmp_path: Path) -> None:
    assert one(tmp_path, "subtitle = {A {Count}}", "online").title == "Sheep: A Count"


def test_keywords_that_are_names_of_categories_give_them_for_papers_of_arxiv_alone(tmp_path: Path) -> None:
    keywords = (
        "Computer Science - Machine Learning, Computer Science - Distributed, Parallel, and Cluster Computing"
    )
    text = f"@misc{{a, title = {{Sheep}}, KEY keywords = {{{keywords}, Quantum Physics, Wool}}}}\n"
    (paper,) = papers(tmp_path, text.replace("KEY", "eprint = {2512.00001},"))
    assert paper.categories == ("cs.LG", "cs.DC", "quant-ph")
    (paper,) = papers(tmp_path, text.replace("KEY", ""))
    assert paper.categories == ()


def test_signs_that_bibtex_needs_escaped_are_plain_in_abstracts(tmp_path: Path) -> None:
    abstract = r"We count 50\% of A\&B\_c {\textless} 5, $x_{i} \% 2$ and \emph{more}."
    (paper,) = papers(tmp_path, f"@misc{{a, title = {{Sheep}}, abstract = {{{abstract}}}}}\n")
    assert paper.abstract == r"We count 50% of A&B_c < 5, $x_{i} % 2$ and \emph{more}."
