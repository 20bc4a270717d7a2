"""Identity within one paper: mentions become statements about entities.

Mentions name one entity when the vocabulary gives them one concept, when their normal forms are equal
(plural, case, hyphens), when the paper defines one as the abbreviation of the other, when they are wordings
of one name (`kg.linking.wording`), when one is an abbreviation that papers of this category use for the
other (`kg.linking.usage`), or when words and places make it likely (`kg.linking.alike`). Each mention keeps
the reason: `Mention.identified_by`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from kg.linking.alike import same_things
from kg.linking.usage import usual_meaning
from kg.linking.wording import is_special, noun_first, signature, spell_out, spelled_by
from kg.model import Entity, Kind, Mention, Paper, Role, Statement
from kg.names import normal_form, plain_name, singular, strip_latex
from kg.sameness import Same
from kg.vocabulary import Concept, Vocabulary

_UNQUOTED = re.compile(r"[`'\"“”‘’]+")
_PLAIN_WORD = re.compile(r"(?<![^\W_])[^\W\d_A-Z][^\W\d_]*")
_BEGINNINGS = ("", *".!?:;\"'“‘«([{)")
"""Signs behind which a sentence, or something quoted, may begin with a capital."""


def link(paper: Paper, mentions: Sequence[Mention], vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """One statement per entity of the paper, in order of first mention.

    What the vocabulary keeps only as a family (`kg:matching "none"`) is no entity that a paper speaks of,
    unless the tagger finds it in the text.
    """
    defined = definitions_of(mentions)
    groups = _joined(paper, by_name(paper, mentions, defined, vocabulary), vocabulary)
    statements = (_statement(paper, group, defined, vocabulary) for group in groups)
    named = (statement for statement in statements if not _whole_field(statement, vocabulary))
    return tuple(sorted(named, key=lambda statement: statement.evidence[0].start))


def definitions_of(mentions: Sequence[Mention]) -> dict[str, str]:
    """The abbreviations that mentions stand for, and their long forms."""
    return {
        short: mention.long_form
        for mention in mentions
        if mention.long_form and normal_form(mention.text) != normal_form(mention.long_form)
        for short in (mention.text, singular(mention.text))
    }


def by_name(
    paper: Paper, mentions: Sequence[Mention], defined: Mapping[str, str], vocabulary: Vocabulary
) -> list[list[Mention]]:
    """The mentions in groups of one name, with their concepts; `defined` holds the paper's own abbreviations."""
    mentions = [_resolved(mention, paper, defined, vocabulary) for mention in mentions]
    groups: dict[str, list[Mention]] = defaultdict(list)
    worded: dict[str, list[Mention]] = defaultdict(list)
    roots = Same[str]()
    for mention in mentions:
        node = _node(mention, normal_form(mention.text))
        if mention.long_form and normal_form(mention.long_form):
            roots.join(node, _node(mention, normal_form(mention.long_form)))
        if mention.concept:
            roots.join(node, _node(mention, mention.concept))
        wording = signature(mention.kind, spell_out(mention.text, defined))
        if wording:
            worded[_node(mention, f"\t{wording}")].append(mention)
    for node, found in worded.items():
        if len({mention.concept for mention in found if mention.concept}) < 2:
            for mention in found:
                roots.join(node, _node(mention, normal_form(mention.text)))
    for mention in mentions:
        form = normal_form(mention.text)
        if form:
            groups[roots.find(_node(mention, form))].append(mention)
    return list(groups.values())


def _joined(paper: Paper, groups: Sequence[list[Mention]], vocabulary: Vocabulary) -> list[list[Mention]]:
    """The groups, those together that are likely one thing. What rules alone find is left as it is: the weights
    were fitted on what the tagger finds. So is what bears the name of a family ("neural network"), which is
    another thing than its members."""
    if not any("tagger" in mention.found_by for group in groups for mention in group):
        return list(groups)
    found: list[list[Mention]] = list(groups)
    now = list(range(len(groups)))
    families = [
        any((m.kind, normal_form(m.long_form or m.text)) in vocabulary.concepts for m in group)
        for group in groups
    ]
    for pair in same_things(paper, groups):
        one, other = sorted(now[i] for i in pair)
        if one != other and not any(families[i] for i in pair):
            found[one], found[other] = found[one] + found[other], []
            now = [one if i == other else i for i in now]
    return [group for group in found if group]


def _resolved(mention: Mention, paper: Paper, defined: Mapping[str, str], vocabulary: Vocabulary) -> Mention:
    """The mention with its concept, where the vocabulary knows the name in other words than it stands here,
    or with the long form that papers of this category give an abbreviation that this one leaves undefined.
    """
    concept = vocabulary.concepts.get((mention.kind, mention.concept))
    if concept is not None and not concept.own and _special(mention, concept):
        return replace(mention, concept="")
    if concept is not None:
        return mention
    if mention.long_form:
        return replace(mention, concept=_defined_concept(mention, vocabulary))
    full = spell_out(mention.text, defined if " " in mention.text else {})
    full = spelled_by(full, vocabulary.spelled_out)
    for name in (full, noun_first(full)) if mention.kind is Kind.TASK else (full,):
        key = _concept(mention.kind, name, vocabulary)
        if key:
            return replace(mention, concept=key)
    named_here = mention.role is Role.INTRODUCES or "naming" in mention.found_by
    if named_here or mention.text in defined or singular(mention.text) in defined:
        return mention
    meaning = usual_meaning(mention.text, paper.categories)
    if meaning is None:
        return mention
    reason = "usage" if meaning else "ambiguous"
    key = _concept(mention.kind, meaning, vocabulary)
    return replace(mention, long_form=meaning, concept=key, identified_by=reason)


def _defined_concept(mention: Mention, vocabulary: Vocabulary) -> str:
    """The key of the concept that a paper's own definition names: the long form itself, or spelled out, or another
    wording of what the vocabulary means by the same abbreviation ("low-rank adapters (LoRA)")."""
    kind, long = mention.kind, mention.long_form.strip("`'\"“”‘’ ")
    for name in dict.fromkeys((mention.long_form, spelled_by(long, vocabulary.spelled_out))):
        if key := _concept(kind, name, vocabulary):
            return key
    meant = normal_form(vocabulary.spelled_out.get(singular(mention.text), ""))
    key = vocabulary.named.get((kind, meant), "")
    wording = signature(kind, _UNQUOTED.sub("", long))
    return key if key and wording and wording == signature(kind, meant) else ""


def _concept(kind: Kind, name: str, vocabulary: Vocabulary) -> str:
    """The key of the concept that has this full name; "" if there is none, or the name is more special."""
    key = vocabulary.named.get((kind, normal_form(name)))
    if key is None or (is_special(normal_form(name), [key]) and not vocabulary.concepts[kind, key].own):
        return ""
    return key


def _whole_field(statement: Statement, vocabulary: Vocabulary) -> bool:
    """Whether the vocabulary knows the name only as a node above others ("machine learning").

    The tagger has learnt when such a name is more than that ("a neural network predicts ..."); rules have not.
    """
    concept = vocabulary.concepts.get((statement.entity.kind, statement.entity.key))
    by_rules = not any("tagger" in mention.found_by for mention in statement.evidence)
    return by_rules and concept is not None and concept.matching == "none"


def _node(mention: Mention, form: str) -> str:
    return f"{mention.kind.value}\t{form}"


def _special(mention: Mention, concept: Concept) -> bool:
    """Whether a name that the vocabulary has as another one of a concept is of something more special."""
    form = normal_form(mention.text)
    shorts = concept.abbreviations + concept.ambiguous
    if form in map(normal_form, shorts):
        return False
    names = [concept.key, *map(normal_form, (*concept.alternatives, *shorts))]
    return is_special(form, names)


def _statement(
    paper: Paper, group: list[Mention], defined: Mapping[str, str], vocabulary: Vocabulary
) -> Statement:
    kind = group[0].kind
    group = sorted(group, key=lambda mention: mention.start)
    concepts = Counter(mention.concept for mention in group if mention.concept)
    if concepts:
        key = min(concepts, key=lambda k: (-concepts[k], k))
        concept = vocabulary.concepts.get((kind, key))
        name = concept.label if concept else key
    else:
        name = choose_name(paper.title, group)
        if not any("naming" in mention.found_by or mention.found_by == "name" for mention in group):
            spelled = spelled_by(spell_out(name, defined if " " in name else {}), vocabulary.spelled_out)
            name = name if spelled == name else _singular_name(spelled)
            proper = vocabulary.proper_words | proper_here(paper, group, vocabulary.small_words)
            small = lower_case(noun_first(name) if kind is Kind.TASK else name, proper)
            name = _as_written(group, small) if kind is Kind.DATASET else small
        name = plain_name(_usual_spelling(name, paper, group))
        key = normal_form(name)
    roles = [mention.role for mention in group]
    if concepts and not any(paper.title.startswith(mention.text) for mention in group):
        # what the vocabulary knows is not new, whatever stands before it ("we develop JAX code")
        roles = [Role.USES if role is Role.INTRODUCES else role for role in roles]
    surfaces = {plain_name(text) for m in group for text in (m.text, m.long_form) if text}
    reasons = _reasons(group, key)
    return Statement(
        paper=paper.id,
        role=choose_role(kind, roles),
        entity=Entity(kind=kind, name=name, key=key, aliases=tuple(sorted(surfaces - {name}))),
        evidence=tuple(replace(m, identified_by=reasons[normal_form(m.text)]) for m in group),
        confidence=max(mention.confidence for mention in group),
    )


def _usual_spelling(name: str, paper: Paper, group: Sequence[Mention]) -> str:
    """The name as most papers spell out its abbreviation, where that is only another wording of it."""
    kind = group[0].kind
    for short in sorted({mention.text for mention in group if mention.long_form}):
        usual = usual_meaning(short, paper.categories)
        if usual and signature(kind, usual) == signature(kind, name) != "":
            return usual
    return name


def _reasons(group: Sequence[Mention], key: str) -> dict[str, str]:
    """By normal form, why mentions of this group are of the entity with this key; see `Mention.identified_by`."""
    found: dict[str, str] = {}
    for mention in group:
        form = normal_form(mention.text)
        if form == key:
            reason = "ambiguous" if mention.identified_by == "ambiguous" else "name"
        elif mention.identified_by == "usage":
            reason = "usage"
        elif mention.concept:
            reason = "vocabulary"
        else:
            reason = "definition" if mention.long_form else "wording"
        if found.get(form, "wording") == "wording":
            found[form] = reason
    return found


def choose_name(title: str, group: Sequence[Mention]) -> str:
    """The name of an entity that the vocabulary does not know.

    The long form of an abbreviation, unless the thing is known by its short name: the title begins with
    it, the long form spells it out in odd capitals ("PRotein In-context Mutation Oracle"), or the long
    form is no more than the explanation of a name that introduces itself. But a short name that papers give
    to several things ("TRACE") tells nothing. Else the commonest surface, lower case before title case.
    Singular.
    """
    longs = Counter(m.long_form for m in group if m.long_form)
    if longs:
        long = min(longs, key=lambda form: (-longs[form], form))
        shorts = Counter(m.text for m in group if normal_form(m.text) != normal_form(long))
        if shorts:
            short = _singular_name(min(shorts, key=lambda form: (-shorts[form], form)))
            known = title.startswith((f"{short}:", f"{short} ")) or _spells_out(long) or not short.isupper()
            if known and usual_meaning(short, ()) != "":
                return short
        return _singular_name(_plain_case(long, group))
    counts = Counter(m.text if _coins(title, m.text) else _singular_name(m.text) for m in group)
    if any(m.role is Role.INTRODUCES for m in group) and all(map(_is_descriptive, counts)):
        most = max(len(normal_form(form).split()) for form in counts)
        counts = Counter({form: n for form, n in counts.items() if len(normal_form(form).split()) == most})
    return min(
        counts, key=lambda form: (_capitals(form) > 1 and " " in form, -counts[form], _capitals(form), form)
    )


def _coins(title: str, name: str) -> bool:
    """Whether a title begins with a name of one word and a colon; in "TINNs: ..." the capitals show a plural."""
    return title.startswith(f"{name}:") and " " not in name and not name[:-1].isupper()


def _is_descriptive(name: str) -> bool:
    """Whether a name says what the thing is, in words; a coined one ("MENO", "TeaNet") does not."""
    return " " in name and not any(char.isupper() for word in re.split(r"[ -]", name) for char in word[1:])


def lower_case(name: str, proper: frozenset[str]) -> str:
    """A descriptive name without title case: only proper words and words with inner capitals keep theirs.

    So do the parts of a coined word that is the whole name ("Cal-DPO"), and the net in "U-Net".
    """
    if (
        " " not in name
        and "-" in name
        and any(char.isupper() for part in name.split("-") for char in part[1:])
    ):
        return name
    words = re.split(r"([\s-]+)", name)
    return "".join(
        word.lower()
        if word.istitle()
        and word.isalpha()
        and len(word) > 1
        and word not in proper
        and not (word == "Net" and words[i - 1] == "-")
        else word
        for i, word in enumerate(words)
    )


def proper_here(paper: Paper, group: Sequence[Mention], common: frozenset[str]) -> frozenset[str]:
    """The capital words of these mentions that the paper itself shows to be proper.

    It writes them so within a sentence, where the mention has other words without a capital or no other words, and
    never in small letters; nor are they `common` words. A hyphen makes its sides one word ("Metropolis-Hastings
    algorithm"). In a title, where all words of a name bear one ("Fourier Neural Operator") and where they show the
    letters of an abbreviation, capitals tell nothing.
    """
    small = _small_words(paper.text, len(paper.title))
    longs = {normal_form(mention.long_form) for mention in group}
    found: set[str] = set()
    for mention in group:
        before = paper.text[: mention.start]
        end = before.rstrip()
        begins = "\n" in before[len(end) :] or end[-1:] in _BEGINNINGS
        if mention.start <= len(paper.title) or normal_form(mention.text) in longs:
            continue
        words = mention.text.split()
        plain = any(not word[:1].isupper() or _odd(word) for word in words)
        for i, word in enumerate(words):
            if (i == 0 and begins) or not (plain or len(words) == 1):
                continue
            parts = [part for part in word.split("-") if part.istitle()]
            if any(
                part.lower() not in small
                and singular(part.lower()) not in common
                and part.lower() not in common
                for part in parts
            ):
                found.update(parts)
    return frozenset(found)


@lru_cache(maxsize=1)
def _small_words(text: str, start: int) -> frozenset[str]:
    """What a text writes in small letters from `start` on; asked for each name of a paper in turn."""
    return frozenset(_PLAIN_WORD.findall(text, start))


def _odd(word: str) -> bool:
    """Whether a word is no plain one: "3n", "React-OT", "Qwen2.5-Math"."""
    return not all(part.istitle() and part.isalpha() for part in word.split("-"))


def _as_written(group: Sequence[Mention], name: str) -> str:
    """The commonest spelling of a name all of whose words bear capitals wherever it stands; else the name."""
    texts = [mention.text for mention in group if normal_form(mention.text) == normal_form(name)]
    if not texts or any(word[:1].islower() for text in texts for word in text.split()):
        return name
    return min(texts, key=lambda text: (-texts.count(text), text))


def _spells_out(long: str) -> bool:
    """Whether capitals inside words show which letters an acronym takes; a hyphen makes two words of one."""
    words = re.split(r"[\s-]+", strip_latex(long))
    return any(any(c.isupper() for c in word[1:]) and not word.isupper() for word in words)


def _plain_case(long: str, group: Sequence[Mention]) -> str:
    """The same words in lower case, where the paper writes them so too."""
    form = normal_form(long)
    same = sorted(
        (m.text for m in group if normal_form(m.text) == form), key=lambda text: (_capitals(text), text)
    )
    return same[0] if same else long


def _capitals(text: str) -> int:
    return sum(word[:1].isupper() for word in text.replace("-", " ").split())


def _singular_name(name: str) -> str:
    head, blank, last = name.rpartition(" ")
    stem, hyphen, tail = last.rpartition("-")
    if last.endswith(("ics", "-Hastings")):
        return name
    return f"{head}{blank}{stem}{hyphen}{singular(tail)}"


def choose_role(kind: Kind, roles: Sequence[Role]) -> Role:
    """The role of an entity from what its mentions suggest.

    One introduction suffices, one place where a task is addressed suffices; a method is compared with
    where most mentions say so.
    """
    if Role.INTRODUCES in roles:
        return Role.INTRODUCES
    if kind is Kind.TASK:
        return Role.ADDRESSES if Role.ADDRESSES in roles else Role.MENTIONS
    return Role.COMPARES if 2 * roles.count(Role.COMPARES) > len(roles) else Role.USES
