"""Make docs/ontology.html from ontology/kg.ttl: `make docs`.

The page needs no script and no network, has an anchor for every term under its local name (so that
https://w3id.org/digestgraph/ontology#Method leads to it), and is the same bytes for the same file.
Order and headings are those of the Turtle file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS
from rdflib.collection import Collection

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "ontology" / "kg.ttl"
STYLE = ROOT / "docs" / "ontology.css"
PAGE = ROOT / "docs" / "ontology.html"
NODE = rdflib.URIRef("https://w3id.org/digestgraph/ontology")
KG = rdflib.Namespace(f"{NODE}#")
KINDS = {
    OWL.Class: ("class", "class", "类"),
    OWL.ObjectProperty: ("object", "object property", "对象属性"),
    OWL.DatatypeProperty: ("datatype", "datatype property", "数据属性"),
    OWL.AnnotationProperty: ("annotation", "annotation property", "注释属性"),
}
_HEADING = re.compile(r"(?<=\n\n)# (?P<en>[^|\n]+) \| (?P<zh>.+)\n(?P<intro>(?:# .*\n)*)")
_TERM = re.compile(r"^kg:(\w+) a ", re.MULTILINE)
_CHINESE = re.compile("[\u3000-\u9fff]")
_ADDRESS = re.compile(r"&lt;(https?://\S+?)&gt;")

Term = rdflib.term.Node


@dataclass(frozen=True)
class Section:
    """A heading of the Turtle file with the terms below it; texts by language."""

    anchor: str
    title: dict[str, str]
    intro: dict[str, str]
    terms: tuple[rdflib.URIRef, ...]


def sections(text: str) -> Iterator[Section]:
    """The headings of the file, in its order."""
    found = list(_HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        lines = [line.removeprefix("# ") for line in match["intro"].splitlines()]
        yield Section(
            anchor=re.sub(r"\W+", "-", match["en"].lower()),
            title={"en": match["en"], "zh": match["zh"]},
            intro={
                "en": " ".join(line for line in lines if not _CHINESE.search(line)),
                "zh": "".join(line for line in lines if _CHINESE.search(line)),
            },
            terms=tuple(KG[name] for name in _TERM.findall(text, match.end(), end)),
        )


class Page:
    """Writes the parts of the page from the ontology."""

    def __init__(self, text: str) -> None:
        self.graph = rdflib.Graph(bind_namespaces="none").parse(data=text, format="turtle")
        self.sections = list(sections(text))
        self.prefixes = sorted(re.findall(r"^@prefix (\w+): <(\S+)> \.$", text, re.MULTILINE))

    def texts(self, node: Term, predicate: rdflib.URIRef) -> dict[str, str]:
        """English first, then Chinese."""
        found = {value.language: str(value) for value in self.graph.objects(node, predicate)}
        return {language: found[language] for language in ("en", "zh")}

    def short(self, iri: Term) -> str:
        """The prefixed name, else the IRI."""
        fitting = [(space, prefix) for prefix, space in self.prefixes if str(iri).startswith(space)]
        if not fitting:
            return str(iri)
        space, prefix = max(fitting)
        return f"{prefix}:{str(iri)[len(space) :]}"

    def link(self, iri: Term) -> str:
        """A term of this ontology leads down the page, any other to its own address."""
        target = f"#{str(iri)[len(KG) :]}" if str(iri).startswith(KG) else str(iri)
        return f'<a href="{html.escape(target)}"><code>{html.escape(self.short(iri))}</code></a>'

    def links(self, nodes: Iterable[Term]) -> str:
        """Several links, sorted by name."""
        items = "".join(f"<li>{self.link(node)}</li>" for node in sorted(nodes, key=self.short))
        return f"<ul>{items}</ul>"

    def classes(self, node: Term | None) -> list[Term]:
        """The classes that a domain or range lists."""
        if node is None:
            return []
        several = self.graph.value(node, OWL.unionOf)
        return list(Collection(self.graph, several)) if several is not None else [node]

    def range(self, term: Term) -> str:
        """Classes or datatypes as links; fixed values as they are written."""
        node = self.graph.value(term, RDFS.range)
        values = self.graph.value(node, OWL.oneOf) if node is not None else None
        if values is None:
            return self.links(self.classes(node))
        return " ".join(
            f"<code>&quot;{html.escape(str(v))}&quot;</code>" for v in Collection(self.graph, values)
        )

    def kind(self, term: Term) -> tuple[str, str, str]:
        """Style, English and Chinese name of what a term is."""
        return next(names for kind, names in KINDS.items() if (term, RDF.type, kind) in self.graph)

    def users(self, term: Term, side: rdflib.URIRef) -> list[Term]:
        """The properties that have a class in their domain or range."""
        terms = (term for section in self.sections for term in section.terms)
        return [p for p in terms if term in self.classes(self.graph.value(p, side))]

    def facts(self, term: rdflib.URIRef) -> Iterator[tuple[dict[str, str], str]]:
        """What a term's table says, each with its name in both languages."""
        graph = self.graph
        is_class = (term, RDF.type, OWL.Class) in graph
        rows: list[tuple[str, str, Iterable[Term]]] = [
            ("Subclass of", "父类", graph.objects(term, RDFS.subClassOf)),
            ("Subproperty of", "父属性", graph.objects(term, RDFS.subPropertyOf)),
            ("Domain", "定义域", self.classes(graph.value(term, RDFS.domain))),
        ]
        if is_class:
            rows += [
                ("In domain of", "作为定义域", self.users(term, RDFS.domain)),
                ("In range of", "作为值域", self.users(term, RDFS.range)),
            ]
        for english, chinese, nodes in rows:
            found = list(nodes)
            if found:
                yield {"en": english, "zh": chinese}, self.links(found)
        if graph.value(term, RDFS.range) is not None:
            yield {"en": "Range", "zh": "值域"}, self.range(term)
        for predicate, english, chinese in (
            (SKOS.closeMatch, "Close match", "近似对应"),
            (RDFS.seeAlso, "See also", "参见"),
        ):
            found = list(graph.objects(term, predicate))
            if found:
                yield {"en": english, "zh": chinese}, self.links(found)

    def term(self, term: rdflib.URIRef) -> str:
        """One class or property."""
        name, (style, english, chinese) = str(term)[len(KG) :], self.kind(term)
        rule = self.graph.value(term, KG.derivationRule)
        code = f'\n<pre tabindex="0"><code>{html.escape(str(rule))}</code></pre>' if rule else ""
        facts = "".join(f"<dt>{inline(names)}</dt><dd>{value}</dd>" for names, value in self.facts(term))
        return f"""
<article class="term" id="{name}" aria-labelledby="{name}-label">
<header><h3 id="{name}-label">{inline(self.texts(term, RDFS.label))}</h3>
<span class="kind {style}">{inline({"en": english, "zh": chinese})}</span>
<a href="#{name}" title="{html.escape(str(term))}"><code>kg:{name}</code></a></header>
{pair(self.texts(term, RDFS.comment))}
{pair(self.texts(term, SKOS.example), "example")}
<dl>{facts}</dl>{code}
</article>"""

    def section(self, section: Section) -> str:
        """A heading with its terms."""
        intro = f'\n<div class="intro">{pair(section.intro)}</div>' if section.intro["en"] else ""
        terms = "".join(self.term(term) for term in section.terms)
        heading = f'<h2 id="{section.anchor}">{inline(section.title)}</h2>'
        return f'\n<section aria-labelledby="{section.anchor}">\n{heading}{intro}{terms}\n</section>'

    def overview(self) -> str:
        """Every relation between things: from what, to what."""
        rows = [
            (self.links(self.classes(self.graph.value(term, RDFS.domain))), self.link(term), self.range(term))
            for section in self.sections
            for term in section.terms
            if (term, RDF.type, OWL.ObjectProperty) in self.graph
        ]
        return table((("From", "从"), ("Relation", "关系"), ("To", "到")), rows)

    def alignments(self) -> str:
        """Every link to the terms of others."""
        rows = [
            (self.link(term), inline({"en": english, "zh": chinese}), self.links(found))
            for section in self.sections
            for term in section.terms
            for predicate, english, chinese in (
                (SKOS.closeMatch, "close match", "近似对应"),
                (RDFS.seeAlso, "see also", "参见"),
            )
            if (found := list(self.graph.objects(term, predicate)))
        ]
        return table((("Term", "术语"), ("", ""), ("Terms of others", "其他词表的术语")), rows)

    def about(self) -> str:
        """What the ontology is: address, version, licence, makers."""
        graph = self.graph
        creator = graph.value(graph.value(NODE, DCTERMS.creator), FOAF.name)
        version = str(graph.value(NODE, OWL.versionIRI))
        licence = str(graph.value(NODE, DCTERMS.license))
        rows = [
            ("Address", "地址", f"<code>{NODE}</code>"),
            ("Namespace", "命名空间", f"<code>kg:</code> = <code>{KG}</code>"),
            ("Version", "版本", f"{graph.value(NODE, OWL.versionInfo)}, <code>{version}</code>"),
            ("Created", "创建", str(graph.value(NODE, DCTERMS.created))),
            ("Creator", "作者", html.escape(str(creator))),
            ("Licence", "许可", f'<a href="{licence}">{licence}</a>'),
            ("Source", "源文件", '<a href="../ontology/kg.ttl">kg.ttl</a> (Turtle)'),
        ]
        facts = "".join(f"<dt>{inline({'en': en, 'zh': zh})}</dt><dd>{value}</dd>" for en, zh, value in rows)
        return f'<dl class="about">{facts}</dl>'

    def contents(self, extra: Iterable[tuple[str, dict[str, str]]]) -> str:
        """The list of contents."""
        items = ""
        for section in self.sections:
            terms = "".join(
                f'<li><a href="#{str(t)[len(KG) :]}">{inline(self.texts(t, RDFS.label))}</a></li>'
                for t in section.terms
            )
            items += f'<li><a href="#{section.anchor}">{inline(section.title)}</a><ul>{terms}</ul></li>\n'
        for anchor, title in extra:
            items += f'<li><a href="#{anchor}">{inline(title)}</a></li>\n'
        return items

    def write(self, style: str) -> str:
        """The whole page."""
        title, overview = self.texts(NODE, DCTERMS.title), {"en": "Relations at a glance", "zh": "关系一览"}
        extra = (
            ("alignments", {"en": "Terms of others", "zh": "与其他词表的对应"}),
            ("namespaces", {"en": "Namespaces", "zh": "命名空间"}),
            ("changes", {"en": "Changes", "zh": "变更"}),
        )
        spaces = table(
            (("Prefix", "前缀"), ("Namespace", "命名空间")),
            [
                (f"<code>{prefix}</code>", f"<code>{html.escape(space)}</code>")
                for prefix, space in self.prefixes
            ],
        )
        parts = (
            self.alignments(),
            spaces,
            f'<div class="intro">{pair(self.texts(NODE, SKOS.historyNote))}</div>',
        )
        closing = "".join(
            f'\n<section aria-labelledby="{anchor}">\n<h2 id="{anchor}">{inline(heading)}</h2>\n{part}\n</section>'
            for (anchor, heading), part in zip(extra, parts, strict=True)
        )
        return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{html.escape(title["en"])}</title>
<!-- Made from ontology/kg.ttl by docs/ontology_page.py; do not edit. -->
<style>
{style}</style>
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<div class="frame">
<header class="top">
<h1>{inline(title)}</h1>
<div class="intro lead">{pair(self.texts(NODE, DCTERMS.description))}</div>
</header>
<nav class="side" aria-label="Contents">
<fieldset class="languages"><legend>Language</legend>
<label><input type="radio" name="language" id="both" checked>Both</label>
<label><input type="radio" name="language" id="only-en">English</label>
<label lang="zh"><input type="radio" name="language" id="only-zh">中文</label>
</fieldset>
<ul>
<li><a href="#overview">{inline(overview)}</a></li>
{self.contents(extra)}</ul>
</nav>
<main id="text">
{self.about()}
<section aria-labelledby="overview">
<h2 id="overview">{inline(overview)}</h2>
{self.overview()}
</section>{"".join(self.section(section) for section in self.sections)}{closing}
</main>
</div>
</body>
</html>
"""


def inline(texts: dict[str, str]) -> str:
    """Both languages on one line."""
    return " ".join(
        f'<span class="tr" lang="{language}">{html.escape(text)}</span>'
        for language, text in texts.items()
        if text
    )


def pair(texts: dict[str, str], style: str = "") -> str:
    """Both languages as two paragraphs, side by side where there is room."""
    paragraphs = ""
    for language, text in texts.items():
        marked = _ADDRESS.sub(r"<code>\1</code>", html.escape(text, quote=False))
        paragraphs += f'<p class="tr" lang="{language}">{marked}</p>'
    return f'<div class="{"pair " + style if style else "pair"}">{paragraphs}</div>'


def table(head: Iterable[tuple[str, str]], rows: Iterable[tuple[str, ...]]) -> str:
    """A table whose first column heads its row."""
    cells = "".join(
        f'<th scope="col">{inline({"en": en, "zh": zh})}</th>' if en else "<td></td>" for en, zh in head
    )
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>\n'
        for row in rows
    )
    return (
        '<div class="scroll" tabindex="0"><table>\n'
        f"<thead><tr>{cells}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>"
    )


def page() -> str:
    """The page as it should stand in docs/ontology.html."""
    return Page(SOURCE.read_text(encoding="utf-8")).write(STYLE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
