import codecs
import gzip
import io
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.model import Document, Skipped
from kg.sources import read
from kg.sources import text as text_module
from kg.sources.text import Text, scrub
from tests.sources.samples import TASK, papers, reasons, results

CHINESE = (
    "### [羊](https://arxiv.org/abs/2503.00001)\n*张三*\n\n"
    "TL;DR: 我们数了很多很多的羊。\n\nAbstract: We count.\n"
)


@pytest.mark.parametrize(
    "data",
    [
        CHINESE.encode(),
        codecs.BOM_UTF8 + CHINESE.encode(),
        CHINESE.encode("utf-16"),
        codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"),
        CHINESE.encode("gb18030"),
        CHINESE.replace("\n", "\r\n").encode(),
        CHINESE.replace("\n", "\r").encode(),
        gzip.compress(CHINESE.encode()),
    ],
)
def test_every_usual_encoding_gives_the_same_paper(tmp_path: Path, data: bytes) -> None:
    (paper,) = results(tmp_path, data)
    (expected,) = results(tmp_path, CHINESE)
    assert paper == expected


def test_bytes_that_do_not_decode_are_counted_and_the_rest_is_kept(tmp_path: Path) -> None:
    paper, note = results(tmp_path, CHINESE.encode().replace(b"We count", b"We \xff\xfecount"))
    assert paper.abstract == "We \ufffdcount."
    assert note == Skipped(
        document="digest.md",
        line=6,
        reason="2 bytes could not be decoded and became U+FFFD",
        paper=False,
    )


def test_a_file_cut_off_within_a_character_stays_utf8(tmp_path: Path) -> None:
    assert papers(tmp_path, f"{TASK}羊".encode()[:-1])[0].title == "Sheep"


def test_nul_characters_are_removed_and_counted(tmp_path: Path) -> None:
    assert papers(tmp_path, TASK.replace("Sheep", "Sh\0eep"))[0].title == "Sheep"
    assert reasons(tmp_path, TASK.replace("Sheep", "Sh\0eep")) == ["1 control character removed"]


@pytest.mark.parametrize(("text", "clean"), [("a\0b", "ab"), ("a\ud800b\udfff", "ab"), ("ä😀", "ä😀")])
def test_scrubbing_removes_what_no_output_can_carry(text: str, clean: str) -> None:
    assert scrub(text) == clean


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (bytes(range(256)) * 20, "binary"),
        (b"%PDF-1.7\nabc", "binary"),
        (gzip.compress(TASK.encode())[:-9], "cannot be read"),
        (b"\x1f\x8b nonsense", "cannot be read"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message) as refusal:
        results(tmp_path, data)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("data", [b"", b" \n\n", gzip.compress(b"")])
def test_an_empty_file_is_no_error(tmp_path: Path, data: bytes) -> None:
    assert results(tmp_path, data) == [
        Skipped(document="digest.md", line=1, reason="the file is empty", paper=False)
    ]


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TASK.encode())))
    assert [result.document for result in read(Document(name="stdin", path="-"))] == ["stdin"]


def test_a_line_beyond_the_limit_is_skipped_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_module, "MAX_LINE", 100)
    path = tmp_path / "x"
    path.write_text(f"one\n{'x' * 250}\nthree\n")
    text = Text(Document(name="x", path=str(path)))
    assert list(text.lines()) == [(1, "one"), (3, "three")]
    assert [note.line for note in text.notes()] == [2]


def test_a_document_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "MAX_WHOLE", 100)
    with pytest.raises(SourceError, match="is larger than"):
        results(tmp_path, TASK)


LATIN = (
    "### [1] [Über Schafe](https://arxiv.org/abs/2503.00001)\n*Jürgen Müller, Renée Dupont*\n"
    "\nAbstract: We don’t count.\n"
)
BIBTEX = "{}@misc{{a, title = {{Über Schafe}}, author = {{Jürgen Müller and Renée Dupont}}, eprint = {{2503.00001}}}}\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (LATIN, "cp1252"),
        (BIBTEX.format(""), "iso-8859-1"),
        (BIBTEX.format("% Encoding: ISO-8859-1\n\n"), "iso-8859-1"),
        (BIBTEX.format("% Encoding: windows-1252\n"), "cp1252"),
        (BIBTEX.format("% Encoding: UTF-8\n"), "utf-8"),
    ],
)
def test_letters_of_western_europe_are_read_in_their_old_encodings(
    tmp_path: Path, text: str, encoding: str
) -> None:
    (paper,) = papers(tmp_path, text.encode(encoding))
    assert paper.title == "Über Schafe"
    assert [author.name for author in paper.authors] == ["Jürgen Müller", "Renée Dupont"]
