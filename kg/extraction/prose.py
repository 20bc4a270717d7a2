"""Where a text speaks: not in the keys of LaTeX's citations, and not in a web address alone.

Of the names that 2,320 annotated abstracts bear in an address and nowhere else, none of the 17 that were found
was annotated ("https://github.com/tea-lab/KettleBench" names nothing that the abstract speaks of).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.extraction.candidate import Candidate
from kg.extraction.tokens import Tokens

_ASIDE = re.compile(r"\\(?:[a-z]*cite[a-z]*|[a-z]*ref|label|url|href)", re.IGNORECASE)
_DOMAIN = r"\.(?:com|org|net|io|edu|ai|dev|cn|de|uk)/"
_MARK = re.compile(rf"://|www\.|{_DOMAIN}")
"""Every address has it, and it is found faster than addresses."""
_ADDRESS = re.compile(rf"(?:https?://|www\.)\S+|(?<![\w@.-])[\w-]+(?:\.[\w-]+)*{_DOMAIN}\S*")


def in_prose(tokens: Tokens, pool: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that no reader overlooks: none within an aside, and within an address only what the text
    names elsewhere too."""
    hidden = asides(tokens)
    found = [c for c in pool if not any(c.start < end and start < c.end for start, end in hidden)]
    if not _MARK.search(tokens.text):
        return found
    addresses = [match.span() for match in _ADDRESS.finditer(tokens.text)]
    within = [_within(tokens.chars(c.start, c.end), addresses) for c in found]
    texts = [tokens.slice(c.start, c.end).casefold() for c in found]
    spoken = {text for text, inside in zip(texts, within, strict=True) if not inside}
    return [c for c, text, inside in zip(found, texts, within, strict=True) if not inside or text in spoken]


def _within(span: tuple[int, int], addresses: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in addresses)


def asides(tokens: Tokens) -> list[tuple[int, int]]:
    """What LaTeX keeps in braces for itself and no reader sees: keys of citations and labels, addresses."""
    if "\\" not in tokens.text:
        return []
    found = []
    words = tokens.words
    for i, word in enumerate(words):
        if _ASIDE.fullmatch(word):
            opening = next((j for j in range(i + 1, min(len(words), i + 8)) if words[j] == "{"), None)
            if opening is not None:
                close = next((j for j in range(opening, len(words)) if words[j] == "}"), len(words))
                found.append((opening, close))
    return found
