"""Whether the yes or no of a note replies to a question: to whom it says yes, and whom it would free."""

from __future__ import annotations

from assistant.query.yes_no_frames import Frame, asks_if_bound, asks_of_an_authority, frame, tells_a_ban
from corpus.annotations import Annotation

_FREE, _BOUND = frozenset((Frame.MAY, Frame.FREE, Frame.EXCEPTION)), frozenset((Frame.NEED, Frame.BANNED))


def asks_alike(asked: str, annotation: Annotation) -> bool:
    """Return whether a question asks for a yes or no of the kind that an annotation gives: may, must, covered.

    The word was written for the first wording: where that asks for a duty or of a breach, or what an authority may do,
    it is no reply to who asks for leave, as others of its wordings may seem to ("gold permit?"): "yes, permission is
    needed" would free.
    """
    if not asked:
        return True
    own = annotation.questions[0]
    kind, own_kind = frame(asked), frame(own)
    if any(kind in ours and own_kind in theirs for ours, theirs in ((_FREE, _BOUND), (_BOUND, _FREE))):
        return False
    return not would_free(asked, annotation) and kind in {frame(wording) for wording in annotation.questions}


def would_free(asked: str, annotation: Annotation) -> bool:
    """Return whether the word of an annotation tells of a breach, a ban or an authority, and leave is asked for."""
    own = annotation.questions[0]
    if asks_of_an_authority(own) and not asks_of_an_authority(asked):
        return True
    if frame(asked) not in _FREE or annotation.verdict != "yes" or asks_if_bound(asked):
        return False
    return asks_if_bound(own) or tells_a_ban(annotation.answer)


def turns_round(asked: str, annotation: Annotation) -> bool:
    """Return whether leave is asked for where a note was asked of a duty or a ban, or the other way round."""
    frames = {frame(wording) for wording in annotation.questions}
    return any(
        frame(asked) in ours and not frames & ours and frames & theirs
        for ours, theirs in ((_FREE, _BOUND), (_BOUND, _FREE))
        if asked
    )


def asks_of_a_ban(asked: str, annotation: Annotation) -> bool:
    """Return whether one asks if something may be done, and the other if it is banned: what is told serves both."""
    asked_of = {frame(asked)}
    told = {frame(wording) for wording in annotation.questions}
    return any(one & {Frame.MAY} and other & {Frame.BANNED} for one, other in ((asked_of, told), (told, asked_of)))


def tells_a_duty(asked: str, annotation: Annotation) -> bool:
    """Return whether one asks if something may be done, and the other says that something must be: it frees nobody."""
    told = {frame(wording) for wording in annotation.questions}
    return annotation.verdict == "yes" and frame(asked) in _FREE and Frame.NEED in told
