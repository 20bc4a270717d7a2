"""Whether a paper has been withdrawn, as its comment says, or a notice in the place of its abstract.

arXiv has no field for it: authors and administrators write it into the comment of the last version.
"""

from __future__ import annotations

import re

from kg.model import Paper

_THING = r"(?:paper|article|manuscript|submission|preprint|work|document|version)"
_WITHDRAWN = re.compile(
    rf"\b(?:this|the|our) (?:\w+ )?{_THING} (?:is|was|has been|have been|had been)(?: being| hereby| temporarily)? "
    r"(?:withdrawn|retracted)\b(?! from (?!(?:the )?arxiv))(?! before)"
    r"|\b(?:withdrawn|retracted) by (?:the )?(?:\w+ )?(?:authors?|arxiv)\b"
    rf"|\b(?:to|must|we) (?:withdraw|retract) (?:this|the|our)(?: current)? {_THING}\b"
    r"|\bto withdraw and resubmit\b"
    r"|\brequest(?:s|ed)? (?:the )?withdrawal\b"
    r"|^withdrawn\b(?! from (?!(?:the )?arxiv))",
    re.IGNORECASE,
)
_NOTICE = 400
"""Characters that an abstract holds at most where it is a notice and nothing else."""


def is_withdrawn(paper: Paper) -> bool:
    """Whether the source says that the paper has been withdrawn.

    Withdrawal from a conference is none, and neither is that of an earlier version or of another paper.
    """
    if paper.comment and _WITHDRAWN.search(paper.comment):
        return True
    notice = paper.abstract.strip()
    return len(notice) <= _NOTICE and bool(_WITHDRAWN.match(notice))
