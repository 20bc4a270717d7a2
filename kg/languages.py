"""In what language a text is, and which stretches of it are English: the rules read no other.

Scripts are told by their letters; languages written in Latin letters by their function words, of which
every sentence is full.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_BLANKS = {code: " " for code in range(128) if not chr(code).isalpha()}
_NAME = re.compile(r"[!-~]{2,40}[:：]")
_NOT_IN_FORMULAS = re.compile(r"[^\W\d_\u0370-\u03ff]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*|\n+")
_ENGLISH = frozenset(
    "the of and to is we that for with by this are from which our be have has these it was not can their its"
    " using based such".split()
)
_OTHERS = {
    "fr": "le la les de des du en une est dans pour par sur que qui nous cette avec ces sont aux ou et".split(),
    "de": "der und von ein eine einer zu mit für ist auf des im wird werden sich nicht durch als oder bei das"
    " dass diese zur".split(),
    "es": "el los las de del en una para por que con se es como esta este son más su sus y la".split(),
    "pt": "os um uma de para por com do da dos das no na que em é são não ao como esta este se".split(),
    "it": "il gli di che una per con del della dei delle è nel sono si questo da lo le".split(),
}
_FUNCTION_WORDS = {tag: frozenset(words) for tag, words in _OTHERS.items()}
_CHINESE = frozenset("的了是们們这這与與为為将將对對于吗嗎")
"""Of these words in one character Chinese is full, and Japanese uses none without much kana around it."""
_SURELY_ENGLISH = 0.15
"""Share of English function words from which on a text holds no longer stretch of another language."""
_FOREIGN = 0.12
"""Share of function words from which on a text is, at least in part, in their language."""
_DIFFERENT = 4
"""Function words of a language that must be met before a text is taken for it."""
_TITLE = 3
"""The same for a title whose abstract is English."""
_LETTERS = 20
"""Letters, Greek ones aside, that a sentence in an unknown script has at least; formulas have fewer."""


def script_language(text: str, *, share: float = 0.1) -> str:
    """BCP 47 tag by script: en (for Latin letters), zh, ja, ko, or und.

    East Asian characters decide from `share` of all letters on: such text is full of Latin names.
    """
    han = kana = hangul = latin = other = 0
    if text.isascii():
        return "en" if any(map(str.isalpha, text)) else "und"
    for character in text:
        code = ord(character)
        if not character.isalpha():
            continue
        if code < 0x250 or 0x1E00 <= code < 0x1F00 or 0xFF21 <= code < 0xFF5B:
            latin += 1
        elif 0x3040 <= code < 0x3100 or 0x31F0 <= code < 0x3200 or 0xFF66 <= code < 0xFFA0:
            kana += 1
        elif 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or 0x20000 <= code < 0x32000:
            han += 1
        elif (
            0x1100 <= code < 0x1200
            or 0x3130 <= code < 0x3190
            or 0xAC00 <= code < 0xD800
            or 0xFFA0 <= code < 0xFFDD
        ):
            hangul += 1
        else:
            other += 1
    asian = han + kana + hangul
    if asian and asian >= share * (asian + latin + other):
        if hangul >= max(han, kana):
            return "ko"
        chinese = sum(map(text.count, _CHINESE)) if kana else 0
        japanese = kana * 10 >= han + kana and (chinese < 2 or kana * 5 >= han + kana)
        return "ja" if japanese or (kana and not chinese) else "zh"
    return "en" if latin > other else "und"


def summary_language(text: str) -> str:
    """BCP 47 tag of a digest's summary: as by script, and fr, de, es, pt, it by their function words."""
    script = script_language(text)
    if script != "en":
        return script
    tag, most = _by_function_words(text)
    return tag if tag and most else "en"


def english_only(title: str, abstract: str) -> tuple[str, str]:
    """Title and abstract with blanks, character for character, where they are not in English.

    The name that a title begins with ("GZSL-MoE: Apprentissage ...") stays.
    """
    tag, _ = _by_function_words(abstract)
    if not _reads_english(title, tag):
        name = _NAME.match(title)
        kept = name[0] if name else ""
        title = kept + " " * (len(title) - len(kept))
    if tag is None and abstract.isascii():
        return title, abstract
    return title, _blanked(abstract, tag)


def foreign_note(abstract: str) -> str | None:
    """What people should know of an abstract that is not, or not wholly, in English; None for others."""
    _, kept = english_only("", abstract)
    if kept == abstract:
        return None
    rest = "".join(a for a, b in zip(abstract, kept, strict=True) if a != b)
    tag = _by_function_words(abstract)[0] or script_language(rest, share=0.3)
    if kept.isspace():
        return f"abstract is not in English ({tag}): no entities are sought in it"
    return f"abstract is not all in English ({tag} too): entities are sought in its English sentences alone"


def _words(text: str) -> list[str]:
    """Runs of letters, in lower case."""
    if text.isascii():  # several times as fast
        return text.lower().translate(_BLANKS).split()
    return _WORD.findall(text.lower())


def _by_function_words(text: str) -> tuple[str | None, bool]:
    """The language other than English that a text in Latin letters is in, and whether most of it is."""
    words = _words(text)
    english = sum(map(_ENGLISH.__contains__, words))
    if english >= _SURELY_ENGLISH * len(words) or not words:
        return None, False
    met = {tag: [word for word in words if word in known] for tag, known in _FUNCTION_WORDS.items()}
    tag = max(met, key=lambda tag: len(met[tag]))
    if len(met[tag]) < _FOREIGN * len(words) or len(set(met[tag])) < _DIFFERENT:
        return None, False
    return tag, len(met[tag]) > english


def _blanked(text: str, tag: str | None) -> str:
    """The text with blanks for its sentences that are not English; one that could be either follows the last."""
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    verdicts = [_is_english(piece, tag) for piece in pieces]
    current = next((verdict for verdict in verdicts if verdict is not None), True)
    kept = []
    for piece, verdict in zip(pieces, verdicts, strict=True):
        current = current if verdict is None else verdict
        kept.append(piece if current else " " * len(piece))
    return "".join(kept)


def _is_english(piece: str, tag: str | None) -> bool | None:
    """Whether a sentence is English, not in `tag` or another script; None where its words do not tell."""
    if not piece.isascii() and (script := script_language(piece, share=0.3)) != "en":
        return False if script != "und" or len(_NOT_IN_FORMULAS.findall(piece)) >= _LETTERS else None
    words = _words(piece)
    english = sum(map(_ENGLISH.__contains__, words))
    foreign = sum(word in _FUNCTION_WORDS[tag] for word in words) if tag else 0
    return None if english == foreign else english > foreign


def _reads_english(title: str, tag: str | None) -> bool:
    """Whether a title is English; `tag` is the other language of its abstract."""
    if not title.isascii() and script_language(title, share=0.3) not in ("en", "und"):
        return False
    words = set(_words(title))
    foreign = max(len(words & _FUNCTION_WORDS[t]) for t in ([tag] if tag else _FUNCTION_WORDS))
    return bool(words & _ENGLISH) or foreign < (1 if tag else _TITLE)
