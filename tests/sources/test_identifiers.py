import pytest

from kg.arxiv import ArxivId
from kg.sources.identifiers import Identity, http_iri, identify, paper_id

SCHOLAR = "https://scholar.google.com/scholar_url?url="


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2512.02315", ArxivId("2512.02315")),
        ("2512.02315v12", ArxivId("2512.02315", 12)),
        ("0704.0001", ArxivId("0704.0001")),
        ("arxiv:2605.1234", ArxivId("2605.1234")),
        ("arXiv: 2605.12345v1", ArxivId("2605.12345", 1)),
        ("oai:arXiv.org:2508.13426v1", ArxivId("2508.13426", 1)),
        ("oai:arXiv.org:math/0306266", ArxivId("math/0306266")),
        ("math.GT/0309136v2", ArxivId("math/0309136", 2)),
        ("astro-ph/0601001", ArxivId("astro-ph/0601001")),
        ("cond-mat/9901001", ArxivId("cond-mat/9901001")),
        ("10.48550/arXiv.2512.02315", ArxivId("2512.02315")),
        ("https://doi.org/10.48550/arXiv.2512.02315", ArxivId("2512.02315")),
        ("http://arxiv.org/abs/2512.02315v3", ArxivId("2512.02315", 3)),
        ("https://www.arxiv.org/pdf/2512.02315.pdf", ArxivId("2512.02315")),
        ("https://export.arxiv.org/pdf/2512.02315v1.pdf#page=2", ArxivId("2512.02315", 1)),
        ("https://arxiv.org/html/2512.02315v1", ArxivId("2512.02315", 1)),
        ("https://arxiv.org/abs/cond-mat%2F0601001", ArxivId("cond-mat/0601001")),
        ("arxiv.org/abs/2512.02315", ArxivId("2512.02315")),
        ("arxiv.org/2512.02315", ArxivId("2512.02315")),
        ("2512.02315v1.pdf", ArxivId("2512.02315", 1)),
        (f"{SCHOLAR}https://arxiv.org/pdf/2601.05975&hl=en&sa=X", ArxivId("2601.05975")),
        (f"{SCHOLAR}https%3A%2F%2Farxiv.org%2Fabs%2F2601.05975v2&hl=en", ArxivId("2601.05975", 2)),
        ("2513.02315", None),
        ("2500.02315", None),
        ("0703.0001", None),
        ("2512.023", None),
        ("12512.02315", None),
        ("math/0313266", None),
        ("math/0805001", None),
        ("sheep/0306266", None),
        ("openalex:W7128388982", None),
        ("s2:2512.02315", None),
        ("https://huggingface.co/papers/2512.02315", ArxivId("2512.02315")),
        ("https://alphaxiv.org/abs/2512.02315", ArxivId("2512.02315")),
        ("https://notarxiv.org/abs/2512.02315", None),
        ("https://arxiv.org/list/cs.LG/2512", None),
        ("https://[bad/abs/2512.02315", None),
        (f"{SCHOLAR}{SCHOLAR}{SCHOLAR}{SCHOLAR}x", None),
        ("", None),
    ],
)
def test_an_arxiv_id_is_found_in_ids_and_links_and_nowhere_else(text: str, expected: ArxivId | None) -> None:
    assert identify([text]).arxiv == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://doi.org/10.1021/ACSAMI.6c01689", "10.1021/acsami.6c01689"),
        ("http://dx.doi.org/10.1016/S0(99)1-X", "10.1016/s0(99)1-x"),
        ("doi:10.1000/xyz", "10.1000/xyz"),
        ("10.1000/xyz", "10.1000/xyz"),
        (f"{SCHOLAR}https://doi.org/10.1000/xyz&hl=en", "10.1000/xyz"),
        ("10.48550/arXiv.2512.02315", None),
        ("https://example.org/10.1000/xyz", None),
        ("10.1/xyz", None),
        ("10.1000/", None),
    ],
)
def test_a_doi_is_found_in_ids_and_doi_links(text: str, expected: str | None) -> None:
    assert identify([text]).doi == expected


def test_a_version_is_taken_from_any_link_to_the_same_paper() -> None:
    links = ["2512.02315", "https://arxiv.org/pdf/2512.00001v9", "https://arxiv.org/pdf/2512.02315v2"]
    assert identify(links) == Identity(ArxivId("2512.02315", 2))


def test_a_paper_without_identifier_is_known_by_title_and_first_author() -> None:
    one = paper_id(Identity(), "On  Sheep", "Ada Byron")
    assert one == paper_id(Identity(), "on\nsheep", "ADA  BYRON")
    assert one != paper_id(Identity(), "On Sheep", "Karl Gauß")
    assert one.startswith("x:")
    assert len(one) == 18
    assert paper_id(Identity(doi="10.1000/xyz"), "", "") == "doi:10.1000/xyz"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://arxiv.org/abs/1", "https://arxiv.org/abs/1"),
        ("http://a.b/(c)", "http://a.b/(c)"),
        ("javascript:alert(1)", None),
        ("ftp://a.b", None),
        ("https://a b", None),
        ("http://a><b:c><d:e>.#", None),
        ("http://a/<b", None),
        ("#toc", None),
        ("", None),
    ],
)
def test_only_web_addresses_become_urls(text: str, expected: str | None) -> None:
    assert http_iri(text) == expected
