"""What users know better: a TOML file of corrections, read and checked.

    [[not-an-entity]]                       name = "framework"; type, paper or category narrow it
    [[wrong-type]]                          name = "CIFAR", right = "Dataset"
    [[same-as]]                             names = ["FNO net", "Fourier neural operator"]; label = the one to show
    [[different-from]]                      names = ["MAE", "masked autoencoder"]
    [[better-name]]                         name = "transformers net", label = "transformer"
    [[role]]                                paper = "2512.02315", name = "PRIMO", role = "introduces"
    [[same-person]]                         names = ["A. Author", "Ann Author"]
    [[different-people]]                    name = "Wei Wang", papers = [["2501.00001"], ["2502.00002"]]

Each table is a correction; `docs/corrections.md` says what each does. Names are compared by their normal
forms. They are applied where entities are told apart (`kg.linking.corrected`), never where texts are read.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kg.arxiv import arxiv_named
from kg.corrections.contradictions import refuse_contradictions
from kg.corrections.correction import OF_TASKS, PEOPLE, Correction, Corrections, Sort
from kg.errors import CorrectionsError
from kg.model import Kind, Role
from kg.names import author_key, normal_form
from kg.nearby import unreadable

FILE = "kg.corrections.toml"
"""What such a file is called where nothing else is said."""
_SCOPE = frozenset({"type", "paper", "category"})
_REQUIRED = {
    Sort.NOT_AN_ENTITY: {"name"},
    Sort.WRONG_TYPE: {"name", "right"},
    Sort.SAME_AS: {"names"},
    Sort.DIFFERENT_FROM: {"names"},
    Sort.BETTER_NAME: {"name", "label"},
    Sort.ROLE: {"name", "paper", "role"},
    Sort.SAME_PERSON: {"names"},
    Sort.DIFFERENT_PEOPLE: {"name", "papers"},
}
_OPTIONAL = {
    Sort.NOT_AN_ENTITY: _SCOPE,
    Sort.WRONG_TYPE: _SCOPE,
    Sort.SAME_AS: _SCOPE | {"label"},
    Sort.DIFFERENT_FROM: _SCOPE,
    Sort.BETTER_NAME: {"type"},
    Sort.ROLE: {"type"},
    Sort.SAME_PERSON: {"paper"},
    Sort.DIFFERENT_PEOPLE: set[str](),
}
_ROLES = {role.value: role for role in Role} | {"comparesWith": Role.COMPARES, "mentionsTask": Role.MENTIONS}
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


def load(paths: Sequence[str]) -> Corrections:
    """The corrections of these files.

    CorrectionsError names file and line: no TOML, an unknown table or key, a value of a wrong sort, or two
    corrections that contradict each other.
    """
    rules: list[Correction] = []
    files: list[tuple[str, str]] = []
    for path in dict.fromkeys(paths):
        try:
            data = Path(path).read_bytes()
        except (OSError, ValueError) as error:
            raise CorrectionsError(unreadable(error, path), path=path) from error
        rules += _read(data, path, len(files))
        files.append((Path(path).name, hashlib.sha256(data).hexdigest()))
    refuse_contradictions(rules)
    return Corrections(tuple(rules), tuple(files))


def _read(data: bytes, path: str, file: int) -> Iterator[Correction]:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        tables = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CorrectionsError("is not UTF-8; save it so", path=path, line=line) from error
    except tomllib.TOMLDecodeError as error:
        where = re.search(r" \(at line (\d+), column \d+\)| \(at end of document\)", str(error))
        line = int(where[1]) if where and where[1] else text.count("\n") + 1
        message = str(error).removesuffix(where[0]) if where else str(error)
        raise CorrectionsError(f"is not TOML: {message}", path=path, line=line) from error
    except RecursionError as error:
        raise CorrectionsError("is nested too deeply to be read", path=path) from error
    for name, entries in tables.items():
        places = _places(text, name, entries)
        if name not in set(Sort):
            raise CorrectionsError(
                f"there is no correction {name!r}{_near(name, list(Sort))}", path=path, line=places[0]
            )
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise CorrectionsError(f"write [[{name}]] in double brackets", path=path, line=places[0])
        for entry, line in zip(entries, places, strict=False):  # an empty list has a place, too
            yield _Table(Sort(name), entry, path, line, text).correction(file)


def _places(text: str, name: str, entries: Any) -> list[int]:
    """The line of each table of this name; where they stand otherwise, that of the first line with the name.

    One line at least, so that what is said of an empty list has one.
    """
    header = re.compile(rf"^[ \t]*\[\[?[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*\]\]?", re.MULTILINE)
    count = len(entries) if isinstance(entries, list) else 1
    found = [match.start() for match in header.finditer(text)]
    if len(found) != count:  # one stands within a text of several lines
        found = [start for start in found if _is_toml(text[:start])]
    if found and len(found) == count:
        return [text.count("\n", 0, start) + 1 for start in found]
    first = re.search(rf"^.*{re.escape(name)}", text, re.MULTILINE)
    return [text.count("\n", 0, first.start()) + 1 if first else 1] * max(count, 1)


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True


def _near(word: str, known: Sequence[str]) -> str:
    found = get_close_matches(word.replace("_", "-"), known, 1)
    return f"; did you mean '{found[0]}'?" if found else f"; there are: {', '.join(known)}"


@dataclass(frozen=True, slots=True)
class _Table:
    """One table, being read."""

    sort: Sort
    entry: dict[str, Any]
    path: str
    line: int
    text: str

    def correction(self, file: int) -> Correction:
        """What it says; CorrectionsError if it says that wrongly."""
        known = _REQUIRED[self.sort] | _OPTIONAL[self.sort]
        for key in self.entry:
            if key not in known:
                raise self._error(key, f"[[{self.sort}]] has no key {key!r}{_near(key, sorted(known))}")
        for key in sorted(_REQUIRED[self.sort] - set(self.entry)):
            raise self._error("", f"[[{self.sort}]] needs {key!r}")
        several = "names" in known
        names = self._texts("names" if several else "name")
        least = 1 if self.sort is Sort.SAME_PERSON and "paper" in self.entry else 2
        if several and len({*names, *self._texts("label")}) < least:
            raise self._error("names", f"[[{self.sort}]] needs two names at least")
        if self.sort is Sort.BETTER_NAME and len(names) != 1:
            raise self._error("name", "[[better-name]] takes one name; for several take [[same-as]]")
        form = author_key if self.sort in PEOPLE else normal_form
        for key, values in (("names" if several else "name", names), ("label", self._texts("label"))):
            if not all(map(form, values)):
                raise self._error(key, f"{key!r} holds an empty name")
        label = self._texts("label")
        if len(label) > 1:
            raise self._error("label", "'label' is one name")
        if "paper" in self.entry and "category" in self.entry:
            raise self._error("category", "give 'paper' or 'category', not both")
        correction = Correction(
            sort=self.sort,
            names=names,
            path=self.path,
            line=self.line,
            file=file,
            kind=self._kind("type"),
            right=self._kind("right"),
            label=label[0] if label else "",
            role=self._role(),
            papers=tuple(map(self._paper, self._texts("paper"))),
            categories=self._texts("category"),
            people=self._people(),
        )
        if self.sort is Sort.DIFFERENT_FROM and len(correction.forms) < len(names):
            raise self._error(
                "names", "two of 'names' differ in case, plural or hyphens alone, so they are one name"
            )
        if correction.kind is not None and correction.kind is correction.right:
            raise self._error("type", f"'type' and 'right' are both {correction.right}")
        if (
            correction.role
            and correction.kind
            and (correction.kind is Kind.TASK) != (correction.role in OF_TASKS)
        ):
            raise self._error("role", f"nothing of type {correction.kind} has the role {correction.role}")
        return correction

    def _error(self, key: str, message: str) -> CorrectionsError:
        """With the line of the key, where it can be told."""
        line = self.line
        rest = self.text.split("\n")[line:]
        for number, content in enumerate(rest, line + 1):
            if content.lstrip().startswith("["):
                break
            if key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", content):
                line = number
                break
        return CorrectionsError(message, path=self.path, line=line)

    def _texts(self, key: str) -> tuple[str, ...]:
        """The value or values of a key, each once; none where it is absent."""
        value = self.entry.get(key, [])
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in values) or (key in self.entry and not values):
            raise self._error(key, f"{key!r} is a text or a list of texts")
        return tuple(dict.fromkeys(" ".join(one.split()) for one in values))

    def _kind(self, key: str) -> Kind | None:
        value = self.entry.get(key)
        if value is None:
            return None
        for kind in Kind:
            if str(value).casefold() == kind.value.casefold():
                return kind
        raise self._error(key, f"{key!r} is Method, Dataset or Task, not {value!r}")

    def _role(self) -> Role | None:
        value = self.entry.get("role")
        if value is None:
            return None
        if not isinstance(value, str) or value not in _ROLES:
            raise self._error("role", f"'role' is one of {', '.join(map(str, Role))}, not {value!r}")
        return _ROLES[value]

    def _people(self) -> tuple[tuple[str, ...], ...]:
        groups = self.entry.get("papers")
        if groups is None:
            return ()
        advice = '\'papers\' is a list of lists, the papers of each person: [["2501.00001"], ["2502.00002"]]'
        if not isinstance(groups, list) or len(groups) < 2:
            raise self._error("papers", advice)
        found = []
        for group in groups:
            if not isinstance(group, list) or not group or not all(isinstance(one, str) for one in group):
                raise self._error("papers", advice)
            found.append(tuple(dict.fromkeys(map(self._paper, group))))
        if len({paper for group in found for paper in group}) < sum(map(len, found)):
            raise self._error("papers", "'papers' gives one paper to two people")
        return tuple(found)

    def _paper(self, written: str) -> str:
        """`Paper.id` of a paper that people write as arXiv id, DOI or address."""
        written = written.strip()
        if found := arxiv_named(written):
            return found.id
        if match := _DOI.fullmatch(written):
            return f"doi:{match[1].casefold()}"
        if written.startswith("x:"):
            return written
        raise self._error("paper", f"{written!r} is no arXiv id and no DOI")
