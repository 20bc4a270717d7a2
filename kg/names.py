"""The normal form of a name: what makes two spellings the same name.

Two strings name the same thing (within one kind) when their normal forms are equal. The normal form
forgets case, LaTeX markup, hyphens against blanks, whether a prefix is joined ("multi-scale", "multiscale"),
a plural ending of the last word and British against American spelling; it keeps every other sign that tells
names apart: "C++", "E(3)", "GPT-3.5", "LoRA+".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LATEX_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?|.)")
_LETTER = r"\\(?:[\"'`^~=.]\{?\\?[A-Za-z]\}?|[cvuHr]\{[A-Za-z]\})"
ACCENTED = rf"(?:\{{{_LETTER}\}}|{_LETTER})"
r"""A letter with an accent as LaTeX writes it: `\'e`, `\"{o}`, `{\"o}`, `\'{\i}`, `\v{s}`."""
_ACCENT = re.compile(r"(\{)?\\(?:([\"'`^~=.])\{?\\?([A-Za-z])\}?|([cvuHr])\{([A-Za-z])\})(?(1)\})")
COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
"""LaTeX's accents as those of Unicode."""
_SIGNS = {
    name: unicodedata.lookup(f"GREEK {case} LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")
    for names, case in (
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi "
            "psi omega",
            "SMALL",
        ),
        ("Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega", "CAPITAL"),
    )
    for name in names.split()
} | {"varepsilon": "ε", "vartheta": "θ", "varphi": "φ", "varrho": "ρ", "ell": "ℓ", "nabla": "∇", "infty": "∞"}
"""LaTeX's commands for signs that tell names apart: a $\\beta$-VAE is no VAE."""
_LATEX_SIGNS = str.maketrans("", "", "${}^_~")
_SEPARATORS = re.compile(r"[\s\u00ad\-\u2010-\u2015\u2212_/]+")
_CHES = re.compile(r"(?:[aeiou]{2}|[^aeiou]|[eou])ches$")
"""Plurals of words in -ch ("searches", "benches"); those in -che ("caches", "niches") lose only their s."""
_SINGULARS = {
    word + ending: word
    for words, ending in (
        ("bias gas lens virus bus canvas alias atlas corpus campus", "es"),
        ("gromacs lammps ansys atlas cosmos chaos bias gas lens canvas alias davis jarvis hermes moses midas", ""),
        ("smiles selfies flops james jones mars texas kansas", ""),
    )
    for word in words.split()
} | {
    "analyses": "analysis", "axes": "axis", "bases": "basis", "theses": "thesis", "syntheses": "synthesis",
    "hypotheses": "hypothesis", "diagnoses": "diagnosis", "prognoses": "prognosis", "crises": "crisis",
    "matrices": "matrix", "vertices": "vertex", "indices": "index",
}  # fmt: skip
"""Words whose singular no rule tells: plurals of their own, and what ends in s and is no plural."""
_NO_PLURALS = ("atlas", "canvas", "chaos", "cosmos", "bias")
"""What also names of one piece end in ("ReactionAtlas")."""
_UNDERSCORE = re.compile(r"(?<=\w)_(?=\w)")
_OUTER = " .,;:!?'\"`´‘’“”"
_SPELLING = (
    (re.compile(r"isation\b"), "ization"),
    (re.compile(r"\b(mode|labe|signa|cance)ll(ing|ed|er)\b"), r"\1l\2"),
    (re.compile(r"\b(behavi|col|tum|neighb)our"), r"\1or"),
    (
        re.compile(r"\b(auto|hyper|inter|intra|micro|multi|non|pre|semi|spatio|sub|super) (?=[a-z]{4})"),
        r"\1",
    ),
    (re.compile(r"\bfinetun"), "fine tun"),
    (re.compile(r"\bneural net\b"), "neural network"),
)


_ESCAPED = re.compile(r"\\([&%#])")
_DRESSED = re.compile(r"\\(?:text[a-z]{0,6}|math(?:bf|it|rm|sf|tt)|emph|underline|mbox)\{([^{}$_]*)\}")
_SWITCHED = re.compile(r"\{\\(?:bf|em|it|rm|sc|sf|tt) ([^{}$_]*)\}")
_DASH = re.compile(r"(?<=\w)--(?=\w)")
"""What LaTeX sets as a dash between two words of a name."""
_NO_MATH = re.compile(r"\$(?!\s)([^$\\^_{}=<>]*[^\W\d_]{2}[^$\\^_{}=<>]*)(?<!\s)\$")


def plain_name(name: str) -> str:
    """The name as a reader of the paper sees it, where LaTeX only sets its letters; what is math stays.

    Its normal form is that of `name`.

    >>> plain_name(r"$\\textbf{DSGNAR}$"), plain_name(r"Schr\\"odinger bridge"), plain_name(r"S\\&P 500")
    ('DSGNAR', 'Schrödinger bridge', 'S&P 500')
    >>> plain_name(r"Schr{\\"o}dinger"), plain_name(r"Erd\\H{o}s--R\\'{e}nyi graph")
    ('Schrödinger', 'Erdős-Rényi graph')
    >>> plain_name(r"$\\mathrm{SO}(3)$-equivariant net"), plain_name(r"CO$_2$")
    ('SO(3)-equivariant net', 'CO$_2$')
    """
    name = _DASH.sub("-", name)
    if "\\" not in name and "$" not in name:
        return name
    text = _ESCAPED.sub(r"\1", unicodedata.normalize("NFC", accented(name)))
    before = ""
    while text != before:
        before = text
        text = _SWITCHED.sub(r"\1", _DRESSED.sub(r"\1", text))
    text = _NO_MATH.sub(r"\1", text)
    return text if normal_form(text) == normal_form(name) else name


def accented(text: str) -> str:
    r"""The text with accented letters in place of LaTeX's: base letter and combining sign.

    >>> unicodedata.normalize("NFC", accented(r"R\'enyi"))
    'Rényi'
    """
    return _ACCENT.sub(lambda m: (m[3] or m[5]) + COMBINING[m[2] or m[4]], text)


def strip_latex(text: str) -> str:
    """The text without LaTeX markup: commands, math signs and braces go, their contents and Greek letters stay.

    >>> strip_latex(r"Sol(Di)$^2$T"), strip_latex(r"$\\beta$-VAE")
    ('Sol(Di)2T', 'β-VAE')
    >>> strip_latex(r"\\textbf{PINN}s")
    'PINNs'
    """
    if "\\" in text:
        text = _LATEX_COMMAND.sub(lambda match: _SIGNS.get(match[0][1:], ""), _ESCAPED.sub(r"\1", text))
    return text.translate(_LATEX_SIGNS)


def singular(word: str) -> str:
    """An English noun without its plural ending; abbreviations written in capitals keep their S.

    >>> [singular(w) for w in ("networks", "strategies", "losses", "bus", "analysis", "MLIPs", "Gromacs")]
    ['network', 'strategy', 'loss', 'bus', 'analysis', 'MLIP', 'Gromacs']
    """
    if len(word) < 3 or not word.endswith("s"):
        return word
    if word[:-1].isupper():
        return word[:-1]
    known = _SINGULARS.get(word.lower())
    if known is not None:
        return word[: len(known)] if word.lower().startswith(known) else known
    if len(word) < 4 or word.endswith(("ss", "us", "is", "series", "species")):
        return word
    if word.lower().endswith(_NO_PLURALS):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("lyses"):
        return word[:-2] + "is"
    if word.endswith(("sses", "shes", "zzes", "tzes", "xes")) or _CHES.search(word):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=200_000)
def normal_form(name: str) -> str:
    """The normal form of a name; the empty string when nothing nameable is left.

    >>> normal_form("Fourier Neural Operators") == normal_form("fourier neural-operator")
    True
    >>> normal_form("Sol(Di)$^2$T"), normal_form("C++"), normal_form("SQuAD 2.0")
    ('sol(di)2t', 'c++', 'squad 2.0')
    """
    text = unicodedata.normalize("NFKC", name)
    if "$" not in text and "\\" not in text:
        text = _UNDERSCORE.sub(" ", text)
    if "\\" in text:
        text = accented(text)
    text = strip_latex(text)
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or c.isspace())
    words = _SEPARATORS.sub(" ", text).strip(_OUTER).split()
    if not words:
        return ""
    words[-1] = singular(words[-1]).strip(_OUTER) or words[-1]
    # NFKC again after folding: folding can produce characters that NFKC changes ("ͅ" for one).
    text = unicodedata.normalize("NFKC", " ".join(words).casefold())
    for pattern, spelling in _SPELLING:
        text = pattern.sub(spelling, text)
    return " ".join(text.split())


def author_key(name: str) -> str:
    """The normal form of a person's name: case and blanks forgotten, everything else kept.

    >>> author_key("Jean-Pierre  Dupont")
    'jean-pierre dupont'
    """
    text = unicodedata.normalize("NFKC", name)
    text = "".join(c if c.isprintable() else " " for c in text)
    return unicodedata.normalize("NFKC", " ".join(text.split()).casefold())
