"""Ways of wording one name: abbreviations inside it, an abbreviation in brackets within it, word order and
derivation.

"sparse SVD" is "sparse singular value decomposition" where SVD is known to be that; "prediction of optical
spectra", "predicting optical spectra" and "optical spectrum prediction" are one task.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kg.model import Kind
from kg.names import normal_form, singular

_INNER_BRACKETS = re.compile(r"(?<=\w)\s+\([^()]*\)(?=[\s-]+\w)")
_WORDS = re.compile(r"([\s-]+)")
_SMALL = frozenset("of the an for in on at".split())
_ORDERED = frozenset("to then from versus".split())
"""Words between which order tells: simulation to reality is not reality to simulation."""
_GENERIC = frozenset("model method algorithm approach framework technique scheme network dataset".split())
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
    if not meanings:
        return name
    parts = _WORDS.split(name)
    return "".join(meanings.get(part) or meanings.get(singular(part)) or part for part in parts)


def spelled_by(name: str, meanings: Mapping[str, str]) -> str:
    """A descriptive name with the abbreviation in it replaced; every other name as it is.

    Descriptive: several words, one of them an abbreviation and all others plain. A capital word before a hyphen and
    the abbreviation is half of a coined name.

    >>> spelled_by("equivariant GNN", {"GNN": "graph neural network"})
    'equivariant graph neural network'
    >>> [spelled_by(name, {"GNN": "graph neural network"}) for name in ("GNN", "GNN-LSTM", "GNN-4")]
    ['GNN', 'GNN-LSTM', 'GNN-4']
    >>> spelled_by("Tree-GNN", {"GNN": "graph neural network"})
    'Tree-GNN'
    """
    parts = _WORDS.split(name)
    if len(parts) == 1:
        return name
    words = [word for word in parts if word.strip(" -")]
    odd = [word for word in words if not (word.isalpha() and (word.islower() or word.istitle()))]
    coined = any(
        parts[i].istitle() and parts[i + 1] == "-" and parts[i + 2] in odd
        for i in range(0, len(parts) - 2, 2)
    )
    if len(words) > 1 and len(odd) == 1 and not coined:
        return spell_out(name, meanings)
    return name


_ACTS = dict(
    pair.split(":")
    for pair in """predict:prediction estimate:estimation detect:detection classify:classification
    generate:generation segment:segmentation reconstruct:reconstruction simulate:simulation
    forecast:forecasting optimize:optimization identify:identification discover:discovery
    recognize:recognition design:design quantify:quantification calculate:calculation""".split()
)
_ACT = {
    form: noun
    for verb, noun in _ACTS.items()
    for form in (verb, f"{verb.removesuffix('e')}ing", f"{noun} of")
}
_ACTING = re.compile(rf"({'|'.join(sorted(_ACT, key=len, reverse=True))}) (?:the |an? )?(.+)", re.IGNORECASE)
_JOINED = re.compile(
    r"[(),;:$\\]|\b(?:of|in|on|at|for|from|to|with|by|via|and|or|under|as|between|using|into)\b"
)


def noun_first(task: str) -> str:
    """A task of one act and one thing, the thing first; every other name as it is.

    >>> noun_first("predicting molecular properties"), noun_first("prediction of crystal structures")
    ('molecular property prediction', 'crystal structure prediction')
    >>> noun_first("predicting properties of crystals")
    'predicting properties of crystals'
    >>> noun_first("forecasting a chaotic system")
    'chaotic system forecasting'
    """
    match = _ACTING.fullmatch(" ".join(task.split()))
    if match is None or _JOINED.search(match[2]):
        return task
    head, blank, last = match[2].rpartition(" ")
    last = last if last.endswith("ics") else singular(last)
    return f"{head}{blank}{last} {_ACT[match[1].lower()]}"


_IDLE = (["solve"], ["solving"], ["resolving"])


def is_special(form: str, names: Sequence[str]) -> bool:
    """Whether a name is of something more special than what the `names` (normal forms, the first the chief one)
    call: it has all words of the chief one and more, before the same last one; or a number or a suffix behind a
    name, as versions have.

    >>> [is_special(form, ["tea net", "tn"]) for form in ("hot tea net", "tea leaf net", "tn 4b", "tea net2")]
    [True, True, True, True]
    >>> [is_special(form, ["tea net", "tn"]) for form in ("tn", "t2n", "tea net model", "solving tea net")]
    [False, False, False, False]
    """
    words, chief = ([singular(word) for word in name.split()] for name in (form, names[0]))
    if len(words) > len(chief) and words[-1] == chief[-1] and not Counter(chief) - Counter(words):
        return words[: -len(chief)] not in _IDLE
    return any(
        form.startswith(name)
        and not form[len(name)].isalpha()
        and _is_version(name, form[len(name) :].split())
        for name in names
        if name and form != name
    )


def _is_version(name: str, rest: Sequence[str]) -> bool:
    """Whether these words behind a name tell a version: a number, or any suffix of a name that bears a number."""
    numbered = bool(re.search(r"\d", name.rsplit(maxsplit=1)[-1]))
    return (
        rest == ["+"]
        or any(re.search(r"\d", word) for word in rest)
        or (numbered and _GENERIC.isdisjoint(rest))
    )


@lru_cache(maxsize=100_000)
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

    Of pairs of annotated names that are one by this alone (neither normal form nor a definition says so), all 29 of
    the dev papers are one by the annotators, and all 471 of the training papers, on which the rule was made.
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
