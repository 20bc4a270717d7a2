"""RDF files of other people, read as far as they can be read, and what a strict parser says of them."""

from __future__ import annotations

import gzip
import json
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import resources
from kg.errors import KgError
from kg.nearby import did_you_mean, unreadable
from kg.resources import CONTEXT

_FORMS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "n3": ox.RdfFormat.N3,
    "rdf": ox.RdfFormat.RDF_XML,
    "xml": ox.RdfFormat.RDF_XML,
    "owl": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "json": ox.RdfFormat.JSON_LD,
    "ndjsonld": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds."""

    store: ox.Store
    refused: str
    """Why a strict parser refuses the file, "" if it does not."""


def read(path: Path) -> Read:
    """A file, its format told by its suffix (.ttl, .nt, .nq, .trig, .rdf, .jsonld, .ndjsonld; .gz behind it).

    A file that a strict parser refuses for its IRIs, its language tags or a byte order mark is read all the
    same. KgError if it cannot be read at all, or holds no statement.
    """
    packed = path.suffix.lower() == ".gz"
    suffix = Path(path.stem if packed else path.name).suffix.lower().removeprefix(".")
    form = _FORMS.get(suffix)
    if form is None and not path.exists():
        raise KgError(f"{path}: there is no such file or folder.{did_you_mean(path)}".rstrip("."))
    if form is None:
        raise KgError(
            f"{path}: the suffix {suffix!r} names no RDF format; "
            "kg check reads .ttl, .nt, .nq, .trig, .rdf, .jsonld, .ndjsonld, each also with .gz behind it"
        )
    try:
        data = path.read_bytes()
        if packed:
            data = gzip.decompress(data)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise KgError(f"{path}: {unreadable(error, path)}") from error
    refused = ""
    if form is not ox.RdfFormat.RDF_XML:
        if data.startswith(BOM_UTF8):
            data, refused = data.removeprefix(BOM_UTF8), "the file begins with a byte order mark (U+FEFF)"
        _refuse_other_encodings(data, path, form)
    if form is ox.RdfFormat.JSON_LD and data.strip():
        data = _with_context(data, path, lines=suffix == "ndjsonld")
    store, why = _loaded(data, form, path)
    if not len(store):
        raise KgError(f"{path}: holds no statement, so there is nothing to check")
    return Read(store, refused or why)


def _refuse_other_encodings(data: bytes, path: Path, form: ox.RdfFormat) -> None:
    try:
        if not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            data.decode()
            return
        where = ""
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        where = f" (line {line})"
    raise KgError(f"{path}: is not {form.name}: it is not written in UTF-8{where}; save it as UTF-8")


def _loaded(data: bytes, form: ox.RdfFormat, path: Path) -> tuple[ox.Store, str]:
    """The statements, and why they are no strict RDF."""
    base, refused = path.absolute().as_uri(), ""
    for lenient in (False, True):
        store = ox.Store()
        try:
            store.bulk_load(input=data, format=form, base_iri=base, lenient=lenient)
        except SyntaxError as error:
            if lenient:
                raise KgError(f"{path}: is not {form.name}: {error.msg}") from error
            refused = str(error)
        else:
            break
    return store, refused


def _with_context(data: bytes, path: Path, *, lines: bool) -> bytes:
    """The same JSON-LD with the context of kg in place of its address; KgError for other addresses."""
    try:
        found = (
            [json.loads(line) for line in data.splitlines() if line.strip()] if lines else json.loads(data)
        )
    except ValueError as error:
        raise KgError(f"{path}: is not JSON-LD: {error}") from error
    ours = json.loads((resources.folder("ontology") / "context.jsonld").read_text(encoding="utf-8"))[
        "@context"
    ]
    if lines and all(isinstance(node, dict) and node.get("@context") == CONTEXT for node in found):
        # one context for all lines: it would be read anew for each
        bare = [{key: value for key, value in node.items() if key != "@context"} for node in found]
        found = {"@context": ours, "@graph": bare}
    return json.dumps(_replaced(found, ours, path), ensure_ascii=False).encode()


def _replaced(value: Any, ours: Any, path: Path) -> Any:
    if isinstance(value, list):
        return [_replaced(each, ours, path) for each in value]
    if isinstance(value, dict):
        return {
            key: _context(each, ours, path) if key == "@context" else _replaced(each, ours, path)
            for key, each in value.items()
        }
    return value


def _context(value: Any, ours: Any, path: Path) -> Any:
    if isinstance(value, list):
        return [_context(each, ours, path) for each in value]
    if value == CONTEXT:
        return ours
    if isinstance(value, str):
        raise KgError(f"{path}: names the context {value}, which kg does not fetch; put it into the file")
    return value
