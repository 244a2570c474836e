"""The byte-pair encoding that CLIP, OpenCLIP and MobileCLIP share: merges in a gzip text file (`bpe_simple_vocab_16e6.txt.gz`).

Method: Sennrich, Haddow and Birch 2016, "Neural Machine Translation of Rare Words with Subword Units", on bytes as in Radford et al. 2019
and 2021. Written for prompts: lower case, Latin text.
"""

from __future__ import annotations

import gzip
import itertools
import re
from pathlib import Path

from andon_models import WrongInput

MERGES = 49152 - 256 - 2
_WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_+", re.IGNORECASE)


class Tokens:
    """Prompts to token ids of a fixed length. Immutable, thread-safe."""

    def __init__(self, vocabulary: Path, length: int) -> None:
        try:
            lines = gzip.decompress(vocabulary.read_bytes()).decode("utf-8").split("\n")
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise WrongInput(f"cannot read the vocabulary {vocabulary}: {error}") from error
        merges = [tuple(line.split()) for line in lines[1 : 1 + MERGES]]
        merges = [pair for pair in merges if len(pair) == 2]
        self._letters = _letters()
        letters = list(self._letters.values())
        pieces = letters + [letter + "</w>" for letter in letters] + ["".join(pair) for pair in merges] + ["<start>", "<end>"]
        self._number = {piece: index for index, piece in enumerate(pieces)}
        self._rank = {pair: index for index, pair in enumerate(merges)}
        self._length = length

    def __call__(self, prompt: str) -> list[int]:
        """Start, pieces, end, then zeros up to the length; a longer prompt is cut and still ends with the end mark."""
        ids = [self._number["<start>"]]
        for word in _WORDS.findall(" ".join(prompt.lower().split())):
            ids += [self._number[piece] for piece in self._pieces("".join(self._letters[byte] for byte in word.encode()))]
        ids = [*ids[: self._length - 1], self._number["<end>"]]
        return ids + [0] * (self._length - len(ids))

    def _pieces(self, word: str) -> list[str]:
        pieces = [*word[:-1], word[-1] + "</w>"]
        while len(pieces) > 1:
            pairs = list(itertools.pairwise(pieces))
            best = min(pairs, key=lambda pair: self._rank.get(pair, len(self._rank)))
            if best not in self._rank:
                break
            merged, index = [], 0
            while index < len(pieces):
                joined = index + 1 < len(pieces) and (pieces[index], pieces[index + 1]) == best
                merged.append("".join(best) if joined else pieces[index])
                index += 2 if joined else 1
            pieces = merged
        return pieces


def _letters() -> dict[int, str]:
    """A printable letter for each byte, in the order of the vocabulary: printable bytes stand for themselves, the rest follow."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in plain]
    return {byte: chr(byte) for byte in plain} | {byte: chr(256 + index) for index, byte in enumerate(rest)}
