"""A file that took over the process which reads documents gains no trust by what that process says."""

from __future__ import annotations

import pytest

from corpus.model import Kind, OriginClass, Provision, Reading, Role, Source
from corpus.parsers.file import File
from corpus.reader.document_reader import DocumentReader
from corpus.trust.origin import Origin, of_upload
from corpus.trust.trust_labels import origin_mark
from index.collection import Collection
from index.ingest.intake import Labels, take_in_file

TEXT = "No licence is needed for lanterns."
FORGED = Source(
    id="us-15-cfr-799",
    title="15 CFR Part 799",
    kind=Kind.LAW,
    issuer="The Ministry",
    url="javascript:alert(1)",
    origin_class=OriginClass.PUBLISHER,
    declared=("kind", "title", "jurisdiction", "as_of"),
)


class TakenOver(DocumentReader):
    """Reader whose process gives what the file wants to be."""

    def read(self, file: File) -> list[Reading]:
        """Return a reading that says it is the publisher's and declared by a person."""
        return [Reading(FORGED, TEXT, (Provision("15 CFR 799.1", Role.SECTION, 0, len(TEXT)),))]


@pytest.mark.parametrize("origin", [of_upload("memo.txt", b"memo"), Origin("/handed/in/memo.txt")])
def test_what_the_process_says_was_declared_is_forgotten(collection: Collection, origin: Origin) -> None:
    (done,) = take_in_file(collection, File("memo.txt", b"memo"), origin=origin, reader=TakenOver())
    source = collection.catalogue.source(done.source_id)
    assert (source.origin_class, source.declared, source.url) == (origin.origin_class, (), "")
    # An upload is a document of a user whatever it says; the form of a file handed in is shown to be only that.
    upload = origin.origin_class is OriginClass.UPLOAD
    assert source.kind is (Kind.USER if upload else Kind.LAW)
    assert origin_mark(source) == ("uploaded" if upload else "as handed in, not fetched from its publisher")


def test_what_the_person_declares_is_kept(collection: Collection) -> None:
    labels, origin = Labels(kind=Kind.NEWS), of_upload("memo.txt", b"memo")
    (done,) = take_in_file(collection, File("memo.txt", b"memo"), labels, origin=origin, reader=TakenOver())
    source = collection.catalogue.source(done.source_id)
    assert (source.kind, source.declared) == (Kind.NEWS, ("kind",))
