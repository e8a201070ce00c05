"""What a text lacks, told in the reader's language: the lines of its parser and of the catalogue, and their parts."""

from __future__ import annotations

from corpus.trust.gaps import known_gap
from ui.language import N_, SOURCE_LANGUAGE, reader_language
from ui.locale.document_lines import OF_DOCUMENTS, WHAT_IT_IS
from ui.locale.problem_lines import in_readers_words

OF_GAPS = (
    N_("malformed XHTML, read as HTML"),
    N_("malformed XML, read as far as it goes: {error}"),
    N_("{name} is not well-formed (line {line}: {error}); read as far as it goes."),
    N_(
        "The file has lost its italics: numbers of the deepest levels and terms of definitions are missing from their "
        "addresses."
    ),
    N_("{pages} without a text layer: not read. Install licet[ocr] and add the file again."),
    N_("{pages} without a text layer: recognised from the picture, mistakes are possible."),
    N_("{pages} without a text layer: nothing could be recognised."),
    N_("{pages} damaged: not read. Save the file again, or print it to PDF."),
    N_("The attachment {name} is empty."),
    N_("The attachment was not read. {reason}"),
    N_("{count} more files in {archive} were not read."),
    N_("The front matter is not valid YAML and was read as text."),
    N_("the front matter could not be read"),
    N_("an item refers to sub-items (각 목) that this file does not hold"),
    N_("{count} items refer to sub-items (각 목) that this file does not hold"),
    N_(
        "It is not certain in which encoding the file is: it was read as {encoding}. "
        "Look at its letters beside a to z, and save it as UTF-8 if they are wrong."
    ),
    N_(
        "It is not certain in which encoding the file is: it was read as {encoding}; {rival} would fit too. "
        "Look at its letters beside a to z, and save it as UTF-8 if they are wrong."
    ),
    N_(
        "Much of the text is question marks: its characters were lost when it was saved. Save it as UTF-8 again, from "
        "the program that it comes from."
    ),
    N_(
        "1 character could not be read and stands as \ufffd. Save it as UTF-8 again, from the program that it comes "
        "from."
    ),
    N_(
        "{count} characters could not be read and stand as \ufffd. Save it as UTF-8 again, from the program that it "
        "comes from."
    ),
    N_("The text looks garbled: {how}. Save it as UTF-8 again, from the program that it comes from."),
    N_("A part of the text looks garbled: {how}. Save it as UTF-8 again, from the program that it comes from."),
    N_(
        "This edition has {now} characters, the one before it had {before}: compare it with the publisher's page. "
        "If it came cut off, `licet remove {id}` and `licet sync {id}` bring it anew."
    ),
    N_("Another text of that address is held from {origin}; this one is kept beside it as a document of its own."),
    N_("page {number}"),
    N_("pages {numbers}"),
    N_("{right} was read as {wrong}"),
    N_("most of it was read in an encoding of Western Europe, and is in another"),
    N_("its publisher"),
    N_("the starter library"),
    N_("another file"),
    N_("an upload"),
)


# Why a file within another was not read.
_REASONS = (*OF_DOCUMENTS, *WHAT_IT_IS, "{name} holds no text.", "{name} is protected by a password.")


def gap_told(line: str) -> str:
    """Return a line about what a text lacks in the reader's language; one that is none of those as it is."""
    return line if reader_language() == SOURCE_LANGUAGE else in_readers_words(known_gap(line, _REASONS))
