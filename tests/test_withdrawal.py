"""A paper is withdrawn where its comment, or a notice in the place of its abstract, says so."""

from __future__ import annotations

import pytest

from kg.model import Paper
from kg.withdrawal import is_withdrawn


@pytest.mark.parametrize(
    ("comment", "withdrawn"),
    [
        ("This paper has been withdrawn by the author due to a crucial error in equation 3", True),
        ("The paper is withdrawn due to errors in the data", True),
        ("arXiv admin note: This paper has been withdrawn by arXiv due to disputed authorship", True),
        ("Withdrawn by the authors", True),
        ("withdrawn", True),
        ("12 pages. This submission is being withdrawn because it was posted too early", True),
        ("We decided to withdraw this submission because of a statistical issue", True),
        ("The authors have decided to withdraw this manuscript", True),
        ("we must withdraw our current submission and will resubmit", True),
        ("the authors request withdrawal rather than replacement", True),
        ("This paper was withdrawn from the IJCAI 2025 proceedings", False),
        ("Accepted to a workshop (withdrawn before presentation)", False),
        ("This paper was withdrawn before presentation for lack of funds", False),
        ("Substantially revised relative to a withdrawn earlier version", False),
        ("It corrects arXiv:2105.14712, which was recently withdrawn", False),
        ("We model how investors withdraw money", False),
        ("10 pages, 3 figures", False),
        (None, False),
    ],
)
def test_a_comment_tells(comment: str | None, withdrawn: bool) -> None:
    assert is_withdrawn(Paper(id="1", title="T", abstract="We do things.", comment=comment)) is withdrawn


@pytest.mark.parametrize(
    ("abstract", "withdrawn"),
    [
        ("This paper has been withdrawn by the authors.", True),
        ("This paper has been withdrawn. " + "We study a great many things of interest. " * 20, False),
        ("We study papers. This paper has been withdrawn by a reader.", False),
        ("", False),
    ],
)
def test_an_abstract_tells_where_it_is_a_notice_and_nothing_else(abstract: str, withdrawn: bool) -> None:
    assert is_withdrawn(Paper(id="1", title="T", abstract=abstract)) is withdrawn
