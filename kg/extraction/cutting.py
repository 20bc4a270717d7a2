"""Tokens and sentences of scientific abstracts, with LaTeX left standing.

One regular expression cuts the text: inline math (`$^2$`) is one token, unless it only dresses a name
(`$\\textbf{DiT}$` is three), a hyphen is always a token of its own ("physics-informed" is three), version
numbers stay whole ("GPT-3.5" ends in "3.5"), so do words with LaTeX's accents (`Schr\\"odinger`), a closing "+"
stays with its word ("C++", "LoRA+"). Joining the tokens gives back the text, character by character.
"""

from __future__ import annotations

import re

from kg.extraction.tokens import Tokens, make_tokens
from kg.names import ACCENTED

_WORD = rf"(?:[^\W_][\u0300-\u036f]*|{ACCENTED})"
_NAME = r"[^\W\d_][^\W_]+(?:[ +-][^\W_]+)*"
_TOKEN = re.compile(
    r"""
    ([A-Za-z]+(?=[ ,;:)\n-])                             # most words, which the rest would cut more slowly
  | \s+                                                  # blanks, kept unless a single space
  | \$(?<![^\W_]\$)\\(?:text|math|emph)[a-z]{0,2}\{(?=NAME\}\$(?!\w)) | \}\$   # around a name set in math
  | \$[^$\s]{1,60}\$ | \$(?=[^$\n]{0,100}[\\^_={}])[^$\n]{1,100}\$   # inline math
  | (?=[{\\])(?:WORD)+                                    # a word that begins with an accent
  | \\[A-Za-z]+                                          # LaTeX command
  | (?:[A-Za-z]\.){2,}                                   # e.g. i.e. U.S.
  | \d+(?:[.,]\d+)+(?:WORD)*                             # 3.5B, 1,000
  | ['’]s(?!\w)                                          # possessive
  | (?:WORD)+(?:\.\d+(?:WORD)*)*(?:\+{1,2}(?![\w+]))?    # words, Qwen2.5, C++
  | .)                                                   # any other sign
    ([ ](?!\s))?                                         # and the blank behind it
    """.replace("WORD", _WORD).replace("NAME", _NAME),
    re.VERBOSE | re.DOTALL,
)


_NO_END = frozenset(
    "al approx ca cf dr eq eqs et fig figs no nos prof ref refs resp sec st vol vs viz".split()
)
_BEGINNERS = frozenset("We This These Our Here In The However Moreover Finally It".split())
_STOPS = frozenset(".?!")
_OPENERS = frozenset("([{\"'“‘«")
_CLOSERS = frozenset(")]\"'”’»")


def sentence_starts(words: list[str], spaces: list[bool]) -> list[bool]:
    """For each token, whether a sentence begins there.

    A sentence ends after . ? or ! (and brackets or quotes that close behind it) before a blank and
    something that looks like a beginning: a capital, a digit, LaTeX, a name such as "mRNA". It also ends at a blank
    line. Behind "et al." it ends where a word follows that begins sentences.
    """
    starts = [False] * len(words)
    if starts:
        starts[0] = True
    for i in [i for i, word in enumerate(words) if word in _STOPS or "\n" in word]:
        word = words[i]
        if word in _STOPS:
            last = i
            while last + 1 < len(words) and not spaces[last] and words[last + 1] in _CLOSERS:
                last += 1
            after = last + 1
            if word == "." and last == i and i and not spaces[i - 1] and _abbreviates(words[i - 1]):
                follows = words[after] if after < len(words) else ""
                if words[i - 1] != "al" or follows not in _BEGINNERS:
                    continue
            if not spaces[last] and not (after < len(words) and words[after].isspace()):
                continue
        elif word.isspace() and word.count("\n") > 1:
            after = i + 1
        else:
            continue
        while after < len(words) and words[after].isspace():
            after += 1
        if after < len(words) and (word.isspace() or _begins(words, after)):
            starts[after] = True
    return starts


def _abbreviates(word: str) -> bool:
    return word.casefold() in _NO_END or (len(word) == 1 and word.isupper() and word != "I")


def _begins(words: list[str], i: int) -> bool:
    while i + 1 < len(words) and words[i] in _OPENERS:
        i += 1
    first = words[i][0]
    coined = any(char.isupper() for char in words[i][1:])
    return first.isupper() or first.isdigit() or first in "$\\" or coined or not first.isascii()


def cut(text: str) -> Tokens:
    """Cut a text into tokens and sentences."""
    found = _TOKEN.findall(text)
    words = [word for word, _ in found]
    spaces = [blank != "" for _, blank in found]
    return make_tokens(text, words, spaces, sentence_starts(words, spaces))
