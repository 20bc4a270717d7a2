"""What holds for every format in XML: damage, encodings, entities, sizes."""

import codecs
import gzip
import re
import time
import tracemalloc
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.model import Paper, Skipped
from kg.sources import fragments as fragments_module
from kg.sources.declarations import declared
from kg.sources.fragments import End, fragments
from tests.sources.samples import papers, reasons, results
from tests.sources.test_any_bytes import M, check, quick, survives
from tests.sources.xml_samples import ALL, ATOM, OAI_ARXIV, OAI_DC, RSS_MADE, WITH_PAPERS

NOT_SOUND = "entry is not well-formed XML; what could be read of it is kept"


def entry(number: int, inside: str = "") -> str:
    return f"<entry><id>http://arxiv.org/abs/2512.{number:05d}v1</id><title>Sheep {number}</title>{inside}</entry>\n"


@pytest.mark.parametrize("sample", WITH_PAPERS)
@pytest.mark.parametrize(
    "change",
    [
        lambda text: re.sub(r' xmlns(:\w+)?="[^"]*"', "", text),
        lambda text: re.sub(r"<(/?)(?=[a-zA-Z])(?!\w+:)", r"<\1some:", text),
        lambda text: text.replace("<item", "<ITEM").replace("</item", "</ITEM"),
        lambda text: re.sub(r"(?s)\A<\?xml.*?\?>", "<!-- <record> --><?style x?>\n", text),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", " "),
        lambda text: f"\ufeff\n{text}".replace("\n<?xml", "<?xml"),
    ],
    ids=["no namespaces", "prefixes", "capitals", "comment", "CRLF", "one line", "BOM"],
)
def test_the_same_papers_are_read_however_the_xml_is_dressed(tmp_path: Path, sample: str, change) -> None:  # type: ignore[no-untyped-def]
    def parts(text: str) -> list[tuple[object, ...]]:
        return [
            (
                p.id,
                p.version,
                p.title.split(),
                p.abstract.split(),
                p.authors,
                p.categories,
                p.doi,
                p.published,
            )
            for p in papers(tmp_path, text)
        ]

    assert parts(change(sample)) == parts(sample)


@pytest.mark.parametrize("sample", WITH_PAPERS)
def test_the_format_is_told_by_the_content_and_never_by_the_name(tmp_path: Path, sample: str) -> None:
    for name in ("x.md", "x.json", "x.xml", "x"):
        assert any(isinstance(result, Paper) for result in results(tmp_path, sample, name))


def test_a_file_cut_off_anywhere_gives_its_whole_papers_and_says_where_it_ends(tmp_path: Path) -> None:
    whole = "<feed>\n" + "".join(entry(number) for number in range(1, 4)) + "</feed>\n"
    ends = [whole.index("</entry>", whole.index(f"Sheep {number}")) + 8 for number in range(1, 4)]
    for length in range(whole.index(">") + 1, len(whole) - 1):
        found = results(tmp_path, whole[:length])
        kept = [result for result in found if isinstance(result, Paper)]
        assert len(kept) == sum(end <= length for end in ends)
        notes = [result for result in found if isinstance(result, Skipped) and " ends " in result.reason]
        assert [note.line for note in notes] == ([] if length >= len(whole) - 1 else [notes[0].line])


def test_the_paper_within_which_a_file_ends_is_named(tmp_path: Path) -> None:
    cut = "<feed>\n" + entry(1) + entry(2)[:-12]
    found = results(tmp_path, cut)
    assert isinstance(found[0], Paper)
    assert found[1] == Skipped(
        document="digest.md", line=3, reason="the file ends within the entry of 2512.00002", paper=True
    )


def test_an_entry_without_an_end_does_not_swallow_the_next(tmp_path: Path) -> None:
    text = "<feed>\n" + entry(1) + entry(2).replace("</entry>", "") + entry(3) + "</feed>"
    found = results(tmp_path, text)
    assert [result.line for result in found] == [2, 3, 4]
    assert [getattr(result, "reason", "") for result in found] == ["", "entry without an end", ""]


@pytest.mark.parametrize(
    ("inside", "abstract", "notes"),
    [
        ("<summary>p < 0.05 & more</summary>", "p < 0.05 & more", []),
        ("<summary>caf&eacute; &nbsp;&amp; &lt;&#8211;</summary>", "café \xa0& <–", []),
        ("<summary><![CDATA[a < b & c </entry> &eacute;]]></summary>", "a < b & c </entry> &eacute;", []),
        ("<!-- </entry> --><summary>A</summary>", "A", []),
        ("<summary>A &nowhere; B</summary>", "A &nowhere; B", [NOT_SOUND]),
        ("<summary>A</sumary><x>", "A", [NOT_SOUND]),
        ("<summary>A\x01&#0;B</summary>", "AB", [NOT_SOUND, "1 control character removed"]),
        ("<summary>A</summary><![CDATA[", "A", [NOT_SOUND]),
        ("<summary>A &#xD835;&#56320;, &#55295;</summary>", "A \U0001d400, \ud7ff", []),
        pytest.param(f"<summary>A&#{'0' * 5000}56320;</summary>", "A\ufffd", [NOT_SOUND], id="zeros"),
        ("<summary>A &#xD800;B&#x00dc00;</summary>", "A \ufffdB\ufffd", [NOT_SOUND]),
        ("<link href='&#xDFFF;'/><summary>A</summary>", "A", [NOT_SOUND]),
    ],
)
def test_what_can_be_understood_of_a_damaged_entry_is_kept(
    tmp_path: Path, inside: str, abstract: str, notes: list[str]
) -> None:
    text = f"<feed>{entry(1, inside)}{entry(2)}</feed>"
    first, second = papers(tmp_path, text)
    assert (first.abstract, second.title) == (abstract, "Sheep 2")
    assert reasons(tmp_path, text) == notes


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE feed [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE feed [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE feed [<!ENTITY l11 SYSTEM "http://192.0.2.1/never">]>',
        '<!DOCTYPE feed SYSTEM "http://192.0.2.1/never.dtd">',
        '<!DOCTYPE feed [<!ENTITY % p SYSTEM "http://192.0.2.1/never"> %p;]>',
    ],
)
def test_entities_that_a_document_defines_are_neither_expanded_nor_fetched(
    tmp_path: Path, doctype: str
) -> None:
    begin = time.perf_counter()
    text = f"<?xml version='1.0'?>\n{doctype}\n<feed>{entry(1, '<summary>&l11;</summary>')}</feed>"
    assert papers(tmp_path, text)[0].abstract == "&l11;"
    assert reasons(tmp_path, text) == [NOT_SOUND]
    inside = entry(2, "<summary>A</summary>").replace("<id>", f"{doctype}<id>")
    for result in results(tmp_path, f"<feed>{inside}{entry(3)}</feed>"):
        assert not isinstance(result, Paper) or len(result.abstract) < 2000
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("UTF-8", "utf-8"),
        ("utf-16", "utf-16"),
        ("US-ASCII", "utf-8"),
        ("UTF-16", "utf-8"),
        ("nonsense", "utf-8"),
    ],
)
def test_the_encoding_that_a_document_declares_is_honoured_where_it_can_be_true(
    tmp_path: Path, name: str, codec: str
) -> None:
    text = ATOM.replace("encoding='UTF-8'", f'encoding="{name}"')
    for data in (text.encode(codec), gzip.compress(text.encode(codec))):
        assert papers(tmp_path, data)[0].authors[1].name == "Karl Gauß Jr"
        assert not reasons(tmp_path, data)


def test_a_mark_of_utf8_outweighs_what_is_declared(tmp_path: Path) -> None:
    data = codecs.BOM_UTF8 + ATOM.replace("UTF-8", "ISO-8859-1").encode()
    assert papers(tmp_path, data)[0].authors[1].name == "Karl Gauß Jr"


def test_chinese_encodings_are_honoured(tmp_path: Path) -> None:
    text = ATOM.replace("UTF-8", "GB2312").replace("Niels Bohr", "张三").replace("ß", "ss")
    assert papers(tmp_path, text.encode("gb18030"))[1].authors[0].name == "张三"


@given(st.binary(max_size=60))
def test_any_declaration_is_survived(data: bytes) -> None:
    for start in (data, b"<?xml encoding='" + data + b"'?>"):
        name = declared(start)
        assert name is None or b"<?xml".decode(name) == "<?xml"


def test_bytes_that_do_not_decode_are_counted_where_they_are(tmp_path: Path) -> None:
    data = ATOM.encode().replace(b"Niels", b"Ni\xffels")
    assert papers(tmp_path, data)[1].authors[0].name == "Ni\ufffdels Bohr"
    note = results(tmp_path, data)[-1]
    assert isinstance(note, Skipped)
    assert (note.reason, note.line) == ("1 byte could not be decoded and became U+FFFD", 47)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<?xml version='1.0'?><urlset/>", r"an XML file \(urlset\)"),
        (
            "<?xml version='1.0'?>\n<!DOCTYPE article>\n<article><front/></article>",
            r"an XML file \(article\)",
        ),
        ("<?xml version='1.0'?><rdf:RDF xmlns:rdf='x'><rdf:Description/></rdf:RDF>", r"an XML file \(rdf\)"),
        ("<?xml version='1.0'?>", r"an XML file \(without an element\)"),
        ("<?xml version='1.0'?>\n<!DOCTYPE html>\n<html><feed/></html>", "a web page"),
        ("<html><body><p>feed</p></body></html>", "a web page"),
        ("<!doctype HTML>", "a web page"),
    ],
)
def test_other_xml_is_refused_in_one_line_that_says_what_is_read(
    tmp_path: Path, text: str, kind: str
) -> None:
    with pytest.raises(SourceError, match=f"this is {kind}.*; kg reads .*Atom, RSS, and OAI-PMH") as refusal:
        results(tmp_path, text)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("size", [1, 2, 7, 64, 10_000])
@pytest.mark.parametrize("sample", WITH_PAPERS)
def test_entries_are_cut_out_the_same_however_the_text_comes_in_pieces(sample: str, size: int) -> None:
    names = ("entry", "item", "record")
    pieces = [sample[start : start + size] for start in range(0, len(sample), size)]
    found = list(fragments(pieces, names))
    assert found == list(fragments([sample], names))
    for fragment in found:
        assert fragment.end is End.WHOLE
        lines = "\n".join(sample.split("\n")[fragment.line - 1 :])
        assert fragment.text in lines[: len(fragment.text) + 1000]


def test_an_entry_beyond_all_measure_is_lost_and_the_next_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments_module, "MAX_ENTRY", 100_000)
    text = f"<feed>{entry(1, '<summary>' + 'a ' * 150_000 + '</summary>')}{entry(2)}</feed>"
    found = results(tmp_path, text)
    assert [type(result) for result in found] == [Skipped, Paper]
    assert "million characters" in reasons(tmp_path, text)[0]


@pytest.mark.parametrize("joint", ["\n", " "])
def test_no_more_is_held_of_a_stream_than_its_present_entries(joint: str) -> None:
    def peak(times: int) -> int:
        piece = "".join(entry(number, "<summary>We count. </summary>" * 20) for number in range(100))
        pieces = chain(["<feed>"], repeat(piece.replace("\n", joint), times))
        tracemalloc.start()
        count = sum(fragment.end is End.WHOLE for fragment in fragments(pieces, ["entry"]))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 100 * times
        return most

    peak(1)
    assert peak(60) < 1.1 * peak(6)


@quick
@given(st.data())
def test_any_change_of_bytes_gives_papers_notes_or_one_refusal(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(ALL)).encode())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content)))
        length = data.draw(st.sampled_from([0, 1, 5, 100]))
        tag = st.sampled_from(
            [b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"</entry>", b"<record>", b"/"]
        )
        content[place : place + length] = data.draw(st.binary(max_size=5) | tag)
    survives(tmp_path, bytes(content))


TAGS = sorted({part for sample in ALL for part in re.findall(r"<[^<>]+>|[^<>]+", sample)})


@quick
@given(
    st.sampled_from(["<feed>", "<rss>", "<record>", "<OAI-PMH>", "<arXivRaw>", ""]),
    st.lists(st.sampled_from(TAGS), max_size=60),
)
def test_any_mixture_of_tags_is_survived(tmp_path: Path, root: str, tags: list[str]) -> None:
    survives(tmp_path, (root + "".join(tags)).encode())


@quick
@given(st.sampled_from([ATOM, RSS_MADE, OAI_ARXIV, OAI_DC]), st.data())
def test_damage_to_one_entry_leaves_the_entry_before_it_whole(
    tmp_path: Path, sample: str, data: st.DataObject
) -> None:
    name = next(name for name in ("entry", "item", "record") if f"<{name}>" in sample)
    begin = sample.index(f"<{name}>")
    first = sample[begin : sample.index(f"</{name}>") + len(name) + 3]
    rest = list(sample[begin:])
    for _ in range(data.draw(st.integers(1, 5))):
        rest[data.draw(st.integers(len(name) + 2, len(rest) - 1))] = data.draw(st.sampled_from("<>&/x\0"))
    found = results(tmp_path, sample[:begin] + first + "".join(rest))
    check(found)
    expected = papers(tmp_path, sample)[0]
    assert isinstance(found[0], Paper)
    assert (found[0].id, found[0].title, found[0].abstract) == (
        expected.id,
        expected.title,
        expected.abstract,
    )


ITEM = "<rss><item><guid>oai:arXiv.org:2512.00001</guid><title>T</title>{}</item></rss>"
D = M // 2


@pytest.mark.parametrize(
    "content",
    [
        "<feed>" + "<entry>" * (M // 50),
        "<feed>" + "<entry " * (M // 7),
        "<feed>" + "<!--" * (M // 4),
        "<feed><entry>" + "<![CDATA[" * (D // 9) + "</entry></feed>",
        "<feed>" + "<entry><![CDATA[" * (M // 80),
        "<feed><entry>" + "<a>" * (D // 8) + "</a>" * (D // 8) + "</entry></feed>",
        "<feed><entry " + ' a="1"' * (M // 8) + "></entry></feed>",
        "<feed>" + " " * M + "x",
        " " * M + "<feed>",
        "<feed>" + "</" * (M // 2),
        "<!DOCTYPE a [ " * (M // 14),
        ITEM.format("<description>" + "&lt;p " * (D // 8) + "</description>"),
        ITEM.format("<description>&lt;p" + " a=b" * (D // 4) + "</description>"),
        ITEM.format("<description>Abstract: x\n" + "\n " * (D // 2) + "</description>"),
        ITEM.format("<title>T" + " (arXiv:" * (D // 8) + "</title>").replace("<title>T</title>", ""),
        ITEM.format("<creator>" + "(" * D + "</creator>"),
        ITEM.format("<creator>" + " and" * (D // 8) + "</creator>"),
        ITEM.format("<author>" + "a@" * (D // 2) + "</author>"),
        ITEM.format("<category>" + "1" * D + "</category>"),
    ],
    ids=range(19),
)
def test_millions_of_characters_take_no_time(tmp_path: Path, content: str) -> None:
    begin = time.process_time()
    survives(tmp_path, content.encode())
    assert time.process_time() - begin < 10
