"""Second look by a model that is not the writer: where it fails, the answer stands as far as the program sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.verification.model_verifier import CitedSentence, Look, Looks
from corpus.errors import ModelFailed

_NO_LOOK = (
    "{why} It is the model of the second look (LICET_VERIFIER): what it did not read the program checked alone. "
    "{remedy}"
)
_NO_LOOK_AGAIN = (
    "{why} It is the model of the second look (LICET_VERIFIER): what was written again, and it did not read, was left "
    "out. {remedy}"
)


class OtherVerifier:
    """Verifier that may fail; `failure` is why it looks at nothing more, None as long as it looks."""

    def __init__(self) -> None:
        """Trust it until it fails."""
        self.failure: ModelFailed | None = None

    def over(self, looks: Looks) -> Looks:
        """Return a second look that raises nothing: what the verifier has not read when it fails has no judgement."""

        def look(claims: Sequence[CitedSentence], texts: Mapping[int, str], asked: str) -> Iterator[list[Look | None]]:
            left = len(claims)
            try:
                for judged in () if self.failure else looks(claims, texts, asked):
                    left -= len(judged)
                    yield list(judged)
            except ModelFailed as failure:
                self.failure = failure
            if left:
                yield [None] * left

        return look

    def notices(self, *, only_again: bool) -> tuple[str, ...]:
        """Return what a reader must know of a failure; with `only_again` it read all that was written at first."""
        if self.failure is None:
            return ()
        told = _NO_LOOK_AGAIN if only_again else _NO_LOOK
        return (told.format(why=self.failure.message, remedy=self.failure.remedy).rstrip(),)
