"""Annotated law: the questions that a provision answers, as people put them, with a plain answer pinned to the text.

One TOML file a source, in the folder of its jurisdiction; `README.md` says how one is written, checked and stamped.
Annotations are commentary in our own words: the law is quoted beneath them, and nothing here is read as a document.
"""

from corpus.annotations.cache import kept_notes, load_kept
from corpus.annotations.loader import Annotations, Fault, load_annotations
from corpus.annotations.model import Annotation, Pin
from corpus.annotations.pins import PinnedText, PinState, pinned, pinned_texts
from corpus.annotations.translations import in_language

__all__ = [
    "Annotation",
    "Annotations",
    "Fault",
    "Pin",
    "PinState",
    "PinnedText",
    "in_language",
    "kept_notes",
    "load_annotations",
    "load_kept",
    "pinned",
    "pinned_texts",
]
