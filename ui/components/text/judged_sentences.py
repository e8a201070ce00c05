"""Sentences of a checked draft, each marked by sign, words and colour, with its passage beside it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.drafts.model import CheckedDraft, DraftVerdict, JudgedSentence
from assistant.drafts.report import passage
from assistant.model import Citation
from ui.components.page import labels
from ui.components.page.markup import esc, lang, original_html, with_commands
from ui.exports.legal import address
from ui.language import N_, _, figure, ngettext
from ui.locale.problem_lines import in_readers_words

VERDICTS = {  # sign, words
    DraftVerdict.CONTRADICTED: ("✕", N_("Contradicted")),
    DraftVerdict.NOT_FOUND: ("∅", N_("Not found")),
    DraftVerdict.NOT_CHECKABLE: ("○", N_("Not judged")),
    DraftVerdict.SUPPORTED: ("✓", N_("Supported")),
}


_COUNTED = {
    DraftVerdict.CONTRADICTED: N_("contradicted"),
    DraftVerdict.NOT_FOUND: N_("not found"),
    DraftVerdict.NOT_CHECKABLE: N_("not judged"),
    DraftVerdict.SUPPORTED: N_("supported"),
}


def counts_line(checked: CheckedDraft) -> str:
    """Return how many sentences have which verdict, as a caption says it; headings and questions do not count."""
    stated = [s for s in checked.sentences if s.commented]
    counts = [(words, sum(s.verdict is v for s in stated)) for v, words in _COUNTED.items()]
    return ngettext("{count} sentence: ", "{count} sentences: ", len(stated)).format(
        count=figure(len(stated))
    ) + " · ".join(f"{figure(n)} {_(words)}" for words, n in counts)


def sentences_html(sentences: Sequence[JudgedSentence]) -> str:
    """Return the list of sentences; its buttons report the numbers of citations."""
    return f'<ol class="lc lc-draft">{"".join(map(_sentence, sentences))}</ol>'


def picked_passage(picked: str, checked: CheckedDraft) -> Citation | None:
    """Return the citation whose number a clicked button reports; None where there is none."""
    return next((c for s in checked.sentences for c in s.citations if str(c.number) == picked), None)


def _sentence(sentence: JudgedSentence) -> str:
    said = f'<p class="lc-said">{esc(" ".join(sentence.text.split()))}</p>'
    if not sentence.commented:
        return (
            f'<li class="lc-judged" data-verdict="{sentence.verdict.value}" data-heading="yes"><div>{said}</div></li>'
        )
    sign, words = VERDICTS[sentence.verdict]
    beside = "".join(_passage(c, sentence) for c in sentence.citations)
    return (
        f'<li class="lc-judged" data-verdict="{sentence.verdict.value}"><div>'
        f'<h3><i aria-hidden="true">{sign}</i>{esc(_(words))}</h3>{said}'
        f'<p class="lc-why">{with_commands(in_readers_words(sentence.reason))}</p></div>'
        f'<div class="lc-beside">{beside}</div></li>'
    )


def _passage(c: Citation, sentence: JudgedSentence) -> str:
    closest = _("Closest passage: ") if sentence.verdict is DraftVerdict.NOT_CHECKABLE else ""
    facts = f"{labels.standing(c.standing)} · {labels.edition(c.version, c.source)}"
    return (
        f"<p>{esc(closest)}<b>{esc(address(c.locator))}</b><br>{esc(c.source.title)} · {esc(facts)}</p>"
        f"{original_html(c.source.language)}<blockquote{lang(c.source.language)}>{esc(passage(c))}</blockquote>"
        f'<p><button type="button" class="lc-link" data-cite="{c.number}" '
        f'aria-label="{esc(_("Read {place} in place").format(place=address(c.locator)))}">{esc(_("Read in place"))}'
        "</button></p>"
    )
