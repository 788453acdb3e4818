"""Everyday words: what a reader would stumble over is found here, with the plain word for it."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

INSTEAD = {
    r"nought": "zero",
    r"thrice": "three times",
    r"mend(s|ed|ing)?": "fix",
    r"heaps?": "pooled, together",
    r"pour(s|ed|ing)?": "allocate",
    r"at the door|doors?": "where it comes in",
    r"stands? there twice": "is a duplicate",
    r"made[ -]up (people|person|client|clients|records?)|make people up": "simulated",
    r"curve of leaving off": "Kaplan-Meier curve",
    r"beside(?! the point)": "next to",
    r"tongue": "language",
    r"spoilt": "damaged",
    r"stands? (beside|apart)|shown apart": "shown separately",
    r"is told|are told|was told": "gets, is given",
    r"held against": "compared with",
    r"ended from outside": "was killed",
    r"is asked, never guessed": "raises an error that names the missing option",
    r"see honestly": "get an honest summary",
    r"whence|hence|thereof|wherein|lest|amiss|aught|naught": "an everyday word",
}
FORBIDDEN = re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in INSTEAD), re.IGNORECASE)

FILES = sorted(
    path
    for pattern in (
        "*.md", "data/*.md", "data/*.py", "docs/**/*.md", "benchmarks/*.md", "notebooks/*.ipynb", "rbtools/**/*.py",
        "rbtools/**/*.jinja", "rbtools/**/en.toml", ".github/**/*.*",
    )
    for path in ROOT.glob(pattern)
)  # fmt: skip


def text_of(path: Path) -> str:
    """What a person reads: a notebook without its outputs, a template without the names of its classes."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jinja":
        return re.sub(r'class="[^"]*"|\.[a-z]+', "", text)
    if path.suffix != ".ipynb":
        return text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])


def found_in(text: str) -> list[str]:
    return [
        f"line {n}: {m.group()!r} in {line.strip()!r}"
        for n, line in enumerate(text.splitlines(), 1)
        for m in FORBIDDEN.finditer(line)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_it_is_written_in_everyday_words(path):
    assert found_in(text_of(path)) == []


@pytest.mark.parametrize(
    "text",
    ["all but nought", "Pouring sets into rows", "checked at the door", "a made-up client", "the page beside it"],
)
def test_a_word_that_is_not_plain_is_found(text):
    assert found_in(text)


@pytest.mark.parametrize("text", ["the recommended dose", "amended", "outdoors", "the language", "besides"])
def test_part_of_a_longer_word_is_left_alone(text):
    assert found_in(text) == []
