"""What a paper does with the thing a mention names, read from the sentence around it.

The cues are the field's set phrases: "we propose" before a name, "outperforms", "compared with",
"unlike conventional" before what a paper is measured against; a task named in the title or in a sentence
about the paper's own work is addressed, one named only in passing is mentioned.
"""

from __future__ import annotations

import re

from kg.extraction.candidate import Candidate
from kg.model import Kind, Role

_COMPARED_BEFORE = re.compile(
    r"(?:\b(?:outperform\w*|surpass\w*|exceed\w*|beat(?:s|ing)?|than|unlike|compar\w+ (?:to|with|against)"
    r"|relative to|over|against|versus|vs\.?|in contrast to|alternatives? to|replac\w+|instead of|rather than"
    r"|conventional|traditional|classical|existing|previous|prior|current|standard"
    r"|baselines?(?: such as| like|,? including)?"
    r"|competing|state-of-the-art|SOTA|while|although|whereas)\b[^.;:]{0,%d})$"
)
_NEAR = re.compile(_COMPARED_BEFORE.pattern % 24, re.IGNORECASE)
_REACH = 80
"""Characters before a name that are searched: the longest cue, and the 24 that may follow it."""
_COMPARED_AFTER = re.compile(
    r"[^.;,]{0,12}\b(?:baselines?|(?:often |typically |usually |still )?"
    r"(?:struggle|fail|suffer|lack|require|rely|remain|are limited)s?|counterparts?|is limited|cannot|however)\b",
    re.IGNORECASE,
)
_OWN_WORK = re.compile(
    r"\b(?:we|our|this (?:paper|work|study|article|thesis|survey|review)|here|the (?:proposed|present)|proposed"
    r"|is (?:proposed|presented|introduced)|results|experiments|demonstrat\w+|outperform\w*|achiev\w+)\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"\b(?:such as|including|e\.g\.|applications? (?:in|to|of|such)|range of|crucial|essential|important"
    r"|fundamental|central|critical|pave\w*|potential (?:for|to)|future|downstream|implications for|promis\w+)\b",
    re.IGNORECASE,
)


def read_role(
    text: str, candidate: Candidate, span: tuple[int, int], sentence: tuple[int, int], title_end: int
) -> Role:
    """The role that one mention suggests; offsets are code points of `text`, `title_end` ends the title."""
    if candidate.role is not None:
        return candidate.role
    before = text[sentence[0] : span[0]]
    after = text[span[1] : sentence[1]]
    in_title = span[0] < title_end
    if candidate.kind is Kind.TASK:
        if in_title or _OWN_WORK.search(text[sentence[0] : sentence[1]]):
            return Role.ADDRESSES
        return Role.MENTIONS if _BACKGROUND.search(before[-120:]) else Role.ADDRESSES
    if not in_title and (_NEAR.search(before, max(0, len(before) - _REACH)) or _COMPARED_AFTER.match(after)):
        return Role.COMPARES if candidate.kind is Kind.METHOD else Role.USES
    return Role.USES
