"""Notices of what changed, by mail and by webhook; each channel is told once, and again where it did not take it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, Problem
from corpus.language.normal_form import one_line
from ui.news.followed import Followed, FollowedKind, FollowedList
from ui.news.states import StateDifference, differences, state_of

Send = Callable[[Sequence["Notice"]], None]


@dataclass(frozen=True, slots=True)
class Notice:
    """What changed of something that is followed."""

    followed: Followed
    differences: tuple[StateDifference, ...]

    @property
    def summary(self) -> str:
        """Return the notice in one line: "Entity List: 3 added, 1 changed"."""
        counted = Counter(d.change for d in self.differences)
        told = ", ".join(f"{counted[c]:,} {c}" for c in ("added", "removed", "changed", "renumbered") if counted[c])
        return f"{one_line(self.followed.name)}: {told}"


@dataclass(frozen=True, slots=True)
class Notified:
    """What a run came to: the notices of each channel, and what is followed but cannot be looked at."""

    sent: dict[str, tuple[Notice, ...]]
    problems: tuple[tuple[str, Problem], ...]


def channels(settings: Settings) -> dict[str, Send]:
    """Return the channels that are set, by name. Raise BadRequest where none is, or where one is set in part."""
    from corpus.sources.http.posting import post_json
    from ui.news.mail import mail_of

    found: dict[str, Send] = {}
    if settings.smtp_url.get_secret_value() or settings.notify_to:
        found["mail"] = mail_of(settings)
    if settings.notify_webhook:
        found["webhook"] = lambda notices: post_json(settings.notify_webhook, document(notices))
    if not found:
        raise BadRequest(
            "Nothing is set to notify by.",
            "Set LICET_SMTP_URL and LICET_NOTIFY_TO for mail, or LICET_NOTIFY_WEBHOOK; docs/deploy.md has an example.",
        )
    return found


def notify(kept: FollowedList, catalogue: Catalogue, by: dict[str, Send]) -> Notified:
    """Tell each channel what changed since it was last told; the first look at something tells nothing.

    What a channel did not take is told again by the next run, to that channel alone.
    """
    now: dict[str, dict[str, str]] = {}
    problems: list[tuple[str, Problem]] = []
    followed = kept.all()
    for one in followed:
        try:
            now[one.id] = state_of(one, catalogue)
        except Problem as problem:
            problems.append((one.name, problem))
    sent = {}
    for channel, send in by.items():
        notices, seen = [], []
        for one in followed:
            if one.id not in now:
                continue
            before = kept.told(one, channel)
            rows = one.kind is FollowedKind.LIST
            changed = differences(before, now[one.id], rows=rows) if before is not None else []
            if changed:
                notices.append(Notice(one, tuple(changed)))
            if changed or before is None:
                seen.append(one)
        try:
            if notices:
                send(notices)
        except Problem as problem:
            problems.append((channel, problem))
            changed_ids = {n.followed.id for n in notices}
            seen, notices = [one for one in seen if one.id not in changed_ids], []
        for one in seen:
            kept.set_told(one, channel, now[one.id])
        sent[channel] = tuple(notices)
    return Notified(sent, tuple(problems))


def document(notices: Sequence[Notice]) -> dict[str, Any]:
    """Return notices as a webhook gets them and `--json` prints them."""
    return {
        "notices": [
            {
                "kind": n.followed.kind.value,
                "name": n.followed.name,
                "summary": n.summary,
                "changes": [
                    {
                        "change": d.change, "what": d.name, "before": d.before, "after": d.after,
                        "redline": [{"kind": run.kind, "text": run.text} for run in d.redline],
                    }
                    for d in n.differences
                ],
            }
            for n in notices
        ]
    }  # fmt: skip
