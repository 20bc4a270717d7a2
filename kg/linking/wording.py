"""Ways of wording one name: abbreviations inside it, an abbreviation in brackets within it, word order and
derivation.

"sparse SVD" is "sparse singular value decomposition" where SVD is known to be that; "prediction of optical
spectra", "predicting optical spectra" and "optical spectrum prediction" are one task.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.model import Kind
from kg.names import normal_form, singular

_INNER_BRACKETS = re.compile(r"(?<=\w)\s+\([^()]*\)(?=[\s-]+\w)")
_WORDS = re.compile(r"([\s-]+)")
_SMALL = frozenset("of the an for in on at".split())
_ORDERED = frozenset("to then from versus".split())
"""Words between which order tells: simulation to reality is not reality to simulation."""
_GENERIC = frozenset(
    "model method algorithm approach framework technique scheme system network dataset".split()
)
_ENDINGS = sorted(
    """ations ation itions ition ings ing ions ion ers er ors or ed es e ment al ive ity ization izing ize ized
    ating ates ate ated ically ical ic ly ance ence ant ent y ies ied""".split(),
    key=len,
    reverse=True,
)
_SHORTEST_STEM = 4


def spell_out(name: str, meanings: Mapping[str, str]) -> str:
    """The name without brackets inside, and with its abbreviations replaced by what they mean.

    >>> spell_out("sparse SVDs", {"SVD": "singular value decomposition"})
    'sparse singular value decomposition'
    >>> spell_out("key-value (KV) store", {})
    'key-value store'
    """
    name = _INNER_BRACKETS.sub("", name)
    parts = _WORDS.split(name)
    return "".join(meanings.get(part) or meanings.get(singular(part)) or part for part in parts)


def spelled_by(name: str, meanings: Mapping[str, str]) -> str:
    """A descriptive name with the abbreviation in it replaced; every other name as it is.

    Descriptive: several words, one of them an abbreviation and all others plain.

    >>> spelled_by("equivariant GNN", {"GNN": "graph neural network"})
    'equivariant graph neural network'
    >>> [spelled_by(name, {"GNN": "graph neural network"}) for name in ("GNN", "GNN-LSTM", "GNN-4")]
    ['GNN', 'GNN-LSTM', 'GNN-4']
    """
    words = [word for word in _WORDS.split(name) if word.strip(" -")]
    odd = [word for word in words if not (word.isalpha() and (word.islower() or word.istitle()))]
    if len(words) > 1 and len(odd) == 1:
        return spell_out(name, meanings)
    return name


def stem(word: str) -> str:
    """What is left of a word without its ending, for comparing words; at least four letters.

    >>> {stem(word) for word in ("prediction", "predicting", "predicted", "predict")}
    {'predict'}
    """
    if word.isalpha():
        word = singular(word)
        for ending in _ENDINGS:
            if len(word) - len(ending) >= _SHORTEST_STEM and word.endswith(ending):
                return word[: -len(ending)]
    return word


def signature(kind: Kind, name: str) -> str:
    """Equal for two wordings of one thing within a paper; "" where nothing can be compared.

    On the annotated training papers, pairs of names that are one by this and not by their normal forms are
    one by the annotators in 97 % of cases: benchmarks/identity.py.
    """
    words = normal_form(name).split()
    if kind is not Kind.TASK:
        while len(words) > 2 and words[-1] in _GENERIC:
            words.pop()
    stems = [stem(word) for word in words if word not in _SMALL]
    if len(stems) < 2:
        return ""
    if kind is Kind.TASK and _ORDERED.isdisjoint(words):
        stems.sort()
    return " ".join(stems)
