"""CSV: one row per paper, role and entity, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from kg.graph.namespaces import ROLE_PREDICATE, compact
from kg.spreadsheet import shown
from kg.store import Store

COLUMNS = ("paper", "title", "issued", "role", "type", "entity", "entity_iri", "mentions", "confidence")

_ROWS = f"""SELECT ?paper (MIN(?t) AS ?title) (MAX(STR(?i)) AS ?issued) ?role ?type ?label ?entity
       (COUNT(DISTINCT ?mention) AS ?mentions) (MAX(?c) AS ?confidence) WHERE {{
  VALUES ?role {{ {" ".join(ROLE_PREDICATE.values())} }} VALUES ?type {{ kg:Method kg:Dataset kg:Task }}
  ?paper ?role ?entity ; dcterms:title ?t . OPTIONAL {{ ?paper dcterms:issued ?i }}
  ?entity a ?type ; skos:prefLabel ?label .
  ?target oa:hasSource ?paper . ?mention oa:hasTarget ?target ; oa:hasBody ?entity ; kg:confidence ?c .
}} GROUP BY ?paper ?role ?type ?label ?entity ORDER BY ?paper ?role ?entity"""


def write_csv(store: Store, out: BinaryIO, spreadsheet: bool = False) -> None:
    """Write RFC 4180 CSV with a heading, in UTF-8; `spreadsheet`: no cell is a formula, see `shown`."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for paper, title, issued, role, kind, label, entity, mentions, confidence in store.rows(_ROWS):
        names = (compact(role).partition(":")[2], compact(kind).partition(":")[2])
        row = (paper, title, issued or "", *names, label, entity, mentions, confidence)
        writer.writerow(map(shown, row) if spreadsheet else row)
    text.flush()
    text.detach()
