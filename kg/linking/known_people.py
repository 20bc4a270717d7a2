"""What corrections say of authors: which names are one person's, and which papers of a name are several people's."""

from __future__ import annotations

from collections.abc import Sequence

from kg.corrections import PEOPLE, Corrections, Sort
from kg.names import author_key
from kg.sameness import Same


class KnownPeople:
    """Answers questions about names and papers; it knows nothing of what a graph holds."""

    def __init__(self, corrections: Corrections) -> None:
        self.speaks = any(rule.sort in PEOPLE for rule in corrections.rules)
        same = Same[str]()
        rules = [rule for rule in corrections.rules if rule.sort is Sort.SAME_PERSON]
        for rule in rules:
            if not rule.papers:
                same.join(*rule.forms)
        self._keys = {form: same.find(form) for rule in rules for form in rule.forms}
        self._everywhere = {same.find(rule.forms[0]) for rule in rules if not rule.papers}
        self._of_papers = {
            (paper, form): same.find(rule.forms[0])
            for rule in rules
            for paper in rule.papers
            for form in rule.forms
        }
        self._together = [(same.find(rule.forms[0]), frozenset(rule.papers)) for rule in rules if rule.papers]
        self._persons = {
            (self._keys.get(form, form), paper): person
            for rule in corrections.rules
            if rule.sort is Sort.DIFFERENT_PEOPLE
            for form in rule.forms
            for person, papers in enumerate(rule.people)
            for paper in papers
        }

    def key(self, paper: str, name: str) -> str:
        """The normal form of the name that an author of a paper is known by."""
        form = author_key(name)
        if not self._keys:
            return form
        return self._of_papers.get((paper, form)) or self._keys.get(form, form)

    def person(self, key: str, paper: str) -> int | None:
        """Which of several people of a name wrote a paper, by number; None where nothing is said."""
        return self._persons.get((key, paper))

    def joined(self, key: str, papers: Sequence[str]) -> list[tuple[int, int]]:
        """Pairs of positions in `papers` that are one person's, enough to join all that are."""
        pairs: list[tuple[int, int]] = []
        sets = [frozenset(papers)] if key in self._everywhere else []
        sets += [together for name, together in self._together if name == key]
        by_person: dict[int, set[str]] = {}
        for paper in papers:
            person = self.person(key, paper)
            if person is not None:
                by_person.setdefault(person, set()).add(paper)
        for together in (*sets, *by_person.values()):
            places = [i for i, paper in enumerate(papers) if paper in together]
            pairs += [(places[0], place) for place in places[1:]]
        return sorted({(i, j) for i, j in pairs if papers[i] != papers[j]})
