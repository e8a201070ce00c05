"""ChatReply of a chat model as blocks of claims: ordinary Markdown with citations, or an object of the same form.

A reply is untrusted. HTML, links, images and code are dropped and no web address passes; what is written in any
natural way is read, and what cannot be read as support is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from markdown_it.token import Token

from assistant.model import BlockKind, ClaimType
from assistant.prompts.loader import NO_ANSWER, OUTCOME, without_thoughts
from assistant.research.replies.markers import Marker, markers_taken_out, split
from assistant.verification.draft_sentences import MOST_DRAFT_REPLY, inline_words, tokens_of
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line, without_unseen
from corpus.language.sentences import sentence_spans

_LONGEST_FACT_ASKED = 200  # characters of the fact that a reply asks for
_FENCE = lazy_regex(r"^```[a-z]{0,12}[^\S\n]*\n|\n[^\S\n]*```$")
_OUTCOME_LINE = lazy_regex(rf"^[\W_]{{0,6}}{OUTCOME}([^\n]{{0,300}})$", re.IGNORECASE | re.MULTILINE)
_MARKS = lazy_regex(r"^[\W_]{0,6}")
_ANSWER = lazy_regex(r"^\s*\**answer:?\**\s*", re.IGNORECASE)
_WIDE_BRACKETS = str.maketrans("【】［］〔〕", "[][][]")
_SUPERSCRIPT = lazy_regex(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
_LIST_TOKENS = {"bullet_list_open": BlockKind.BULLETS, "ordered_list_open": BlockKind.STEPS}


class ReplyOutcome(StrEnum):
    """Outcome that a chat model gives to a question."""

    ANSWERED = "answered"
    IN_PART = "in part"
    SILENT = "silent"
    NEEDS_FACT = "needs"
    NOTHING = "nothing"  # that can be read


@dataclass(frozen=True, slots=True)
class WrittenClaim:
    """Sentence, bullet or row of a reply, with the (number, span) pairs of its support; `cells` are those of a row."""

    text: str
    type: ClaimType
    support: tuple[tuple[int, str], ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenBlock:
    """Block of a reply: a heading (`text`), or items, each of one or more claims."""

    kind: BlockKind
    text: str = ""
    columns: tuple[str, ...] = ()
    items: tuple[tuple[WrittenClaim, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ChatReply:
    """ChatReply as read. `fact` is what decides, where one is missing."""

    outcome: ReplyOutcome
    blocks: tuple[WrittenBlock, ...] = ()
    fact: str = ""

    @property
    def claims(self) -> tuple[WrittenClaim, ...]:
        """Return all claims in their order."""
        return tuple(c for block in self.blocks for item in block.items for c in item)


def read_reply(text: str) -> ChatReply:
    """Return a reply as read; one that answers and has no claim says nothing."""
    text = without_unseen(without_thoughts(text)[:MOST_DRAFT_REPLY]).strip()
    text = _FENCE.sub("", text.strip()).strip()
    outcome, fact, text = _outcome(text)
    plain, found = markers_taken_out(_SUPERSCRIPT.sub(_in_brackets, text.translate(_WIDE_BRACKETS)))
    blocks = [_supported(b) for b in _blocks(tokens_of(plain), found)]
    return settled(ChatReply(outcome, _with_leads([b for b in blocks if b.text or b.items]), fact))


def without_last_claim(reply: ChatReply) -> ChatReply:
    """Return a reply that was cut off without its last claim, in the middle of which it ends; it answers in part."""
    blocks = list(reply.blocks)
    while blocks and not blocks[-1].items:
        blocks.pop()
    if blocks:
        *items, last = blocks[-1].items
        blocks[-1] = replace(blocks[-1], items=(*items, *([last[:-1]] if last[1:] else [])))
    if reply.outcome not in (ReplyOutcome.ANSWERED, ReplyOutcome.IN_PART):
        return replace(reply, blocks=tuple(blocks))
    kept = settled(replace(reply, outcome=ReplyOutcome.IN_PART, blocks=tuple(blocks)))
    return replace(kept, outcome=ReplyOutcome.NOTHING) if kept.outcome is ReplyOutcome.SILENT else kept


def _in_brackets(match: re.Match[str]) -> str:
    return f"[{''.join(str('⁰¹²³⁴⁵⁶⁷⁸⁹'.index(digit)) for digit in match[0])}]"


def settled(reply: ChatReply) -> ChatReply:
    """Return a reply as silent where it says nothing but what it did not find, and as nothing where not even that."""
    says = [c for c in reply.claims if c.type is not ClaimType.GAP]
    if says or reply.outcome in (ReplyOutcome.NEEDS_FACT, ReplyOutcome.SILENT):
        return reply
    return replace(reply, outcome=ReplyOutcome.SILENT if reply.claims else ReplyOutcome.NOTHING)


def outcome_named(told: str) -> tuple[ReplyOutcome, str]:
    """Return the outcome that a line names, and the fact that is missing."""
    told = one_line(re.sub(r"[*_`|]", "", told)).strip(" .")
    low = told.casefold()
    if low.startswith(ReplyOutcome.NEEDS_FACT):
        fact = re.sub(r"^needs?(?:\s+(?:a\s+)?fact)?\s*[:：-]?\s*", "", told, flags=re.IGNORECASE)
        return ReplyOutcome.NEEDS_FACT, fact[:_LONGEST_FACT_ASKED]
    part = low.startswith(("in part", "partly", "partial", "answered in part"))
    if part:
        return ReplyOutcome.IN_PART, ""
    silent = low.startswith(("silent", "no answer", "not answered"))
    return (ReplyOutcome.SILENT if silent else ReplyOutcome.ANSWERED), ""


def _outcome(text: str) -> tuple[ReplyOutcome, str, str]:
    """Return the outcome of a reply, the fact that it asks for, and the reply without that line."""
    line = _OUTCOME_LINE.search(text[:600])
    if line is not None:
        rest = _ANSWER.sub("", (text[: line.start()] + text[line.end() :]).strip())
        return (*outcome_named(_MARKS.sub("", line[1])), rest)
    if NO_ANSWER in text[:200].upper():
        return ReplyOutcome.SILENT, "", ""
    return ReplyOutcome.ANSWERED, "", _ANSWER.sub("", text)


# --- Markdown -------------------------------------------------------------------------------------------------------


def _blocks(tokens: Sequence[Token], found: list[Marker]) -> Iterator[WrittenBlock]:
    """Yield the blocks of Markdown tokens. Code and thematic breaks are left out; lists in lists are one list."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type in _LIST_TOKENS:
            end = _closing(tokens, at)
            yield WrittenBlock(_LIST_TOKENS[token.type], items=tuple(_items(tokens[at:end], found)))
        elif token.type == "table_open":
            end = _closing(tokens, at)
            yield _table(tokens[at:end], found)
        elif token.type == "heading_open":
            end = _closing(tokens, at)
            words = " ".join(inline_words(t.children or []) for t in tokens[at:end] if t.type == "inline")
            heading = split(words, found)[0]
            yield WrittenBlock(BlockKind.HEADING, text=heading[:200])
        elif token.type == "inline":
            end = at + 1
            for line in inline_words(token.children or []).split("\n"):
                claims = tuple(_claims(line, found))
                if claims:
                    yield WrittenBlock(BlockKind.PARAGRAPH, items=(claims,))
        else:
            end = at + 1
        at = end


def _closing(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind the token that closes the one at `at`."""
    depth = 0
    for n in range(at, len(tokens)):
        depth += tokens[n].nesting
        if depth == 0:
            return n + 1
    return len(tokens)


def _items(tokens: Sequence[Token], found: list[Marker]) -> Iterator[tuple[WrittenClaim, ...]]:
    for token in tokens:
        if token.type == "inline":
            words = inline_words(token.children or []).replace("\n", " ")
            if claims := tuple(_claims(words, found)):
                yield claims


def _table(tokens: Sequence[Token], found: list[Marker]) -> WrittenBlock:
    """Return a table: each row below the head is one claim with its cells."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(inline_words(token.children or []).replace("\n", " "))
    head = tuple(split(cell, found)[0] for cell in rows[0]) if rows else ()
    support_only = len(head) > 1 and head[-1].casefold() in _SUPPORT_COLUMN
    items = [(row_claim(row, head, found),) for row in rows[1:]]
    kept = tuple(item for item in items if re.search(r"\w", item[0].text))
    if support_only and all(not item[0].cells[-1].strip() for item in kept if len(item[0].cells) == len(head)):
        head = head[:-1]
        kept = tuple((replace(c, cells=c.cells[: len(head)]),) for (c,) in kept)
    return WrittenBlock(BlockKind.TABLE, columns=head, items=kept)


_SUPPORT_COLUMN = frozenset(("source", "sources", "support", "citation", "citations", "evidence", "ref", "quelle", ""))


def row_claim(row: Sequence[str], head: Sequence[str], found: list[Marker]) -> WrittenClaim:
    """Return the claim of a table's row; its markers may stand in any cell."""
    read = [split(cell, found) for cell in row]
    kind = next((k for _, k, _ in read if k), None)
    support = tuple(dict.fromkeys(s for _, _, those in read for s in those))
    cells = tuple(words for words, _, _ in read)
    return WrittenClaim(row_text(cells, head), kind or ClaimType.STATES, support, cells)


def row_text(cells: Sequence[str], head: Sequence[str]) -> str:
    """Return a table's row as a sentence can be read: each cell but the first under its column."""
    names = [name[:1].lower() + name[1:] if name[1:2].islower() else name for name in head]  # no proper names
    told = [
        f"{names[n]}: {cell}" if n and n < len(names) and names[n] else cell for n, cell in enumerate(cells) if cell
    ]
    return " – ".join(told)


_ONE_WORD = lazy_regex(r"\W{0,3}\w{1,12}[.!。！]\W{0,3}")


def _claims(line: str, found: list[Marker]) -> Iterator[WrittenClaim]:
    """Yield the sentences of a line; a marker without words belongs to the sentence before it."""
    claims: list[WrittenClaim] = []
    begun = ""  # "Yes." is no claim by itself: it belongs to the sentence behind it
    spans = sentence_spans(line)
    for start, end in spans:
        words, kind, support = split(f"{begun}{line[start:end]}", found)
        begun = ""
        if _ONE_WORD.fullmatch(words) and not support and end < spans[-1][1]:
            begun = f"{words} "
        elif re.search(r"\w", words):
            claims.append(WrittenClaim(words, kind or ClaimType.STATES, support))
        elif claims and (kind or support):
            before = claims[-1]
            claims[-1] = replace(before, type=kind or before.type, support=(*before.support, *support))
    yield from claims


# --- support that stands further on ---------------------------------------------------------------------------------


def _supported(block: WrittenBlock) -> WrittenBlock:
    """Return a block in which a sentence without support has that of the next sentence of its item that has some."""
    return replace(block, items=tuple(_carried(item) for item in block.items))


def _carried(item: tuple[WrittenClaim, ...]) -> tuple[WrittenClaim, ...]:
    out: list[WrittenClaim] = []
    support: tuple[tuple[int, str], ...] = ()
    for claim in reversed(item):
        if not claim.support and claim.type is ClaimType.STATES and support:
            one = claim.text.endswith((";", "；"))  # half of one sentence, whose words stand behind the other half
            out.append(replace(claim, support=tuple((n, span if one else "") for n, span in support)))
        else:
            out.append(claim)
            support = claim.support or support
    return tuple(reversed(out))


def _with_leads(blocks: list[WrittenBlock]) -> tuple[WrittenBlock, ...]:
    """Return the blocks with the support that a summary, or a line that leads a list, shares with what follows it.

    A list's items have that of the line that leads them, where they have none themselves.
    """
    for n, (lead, listed) in enumerate(zip(blocks, blocks[1:], strict=False)):
        is_list = listed.kind in (BlockKind.BULLETS, BlockKind.STEPS, BlockKind.TABLE)
        if lead.kind is not BlockKind.PARAGRAPH or not (is_list or n == 0):
            continue
        last = lead.items[-1][-1]
        if last.support and is_list and last.text.endswith((":", "：")):
            items = tuple(tuple(_backed(c, _numbers(last.support)) for c in item) for item in listed.items)
            blocks[n + 1] = replace(listed, items=items)
        elif not any(c.support for c in lead.items[-1]) or (is_list and not last.support):
            following = [listed] if is_list else blocks[1:]
            leads = is_list and last.text.endswith((":", "："))  # what it says is what its items say
            found = [(k, s) for block in following for item in block.items for c in item for k, s in c.support]
            support = tuple(dict.fromkeys((k, s if leads else "") for k, s in found))[:_SUMMARY_PIECES]
            blocks[n] = replace(lead, items=tuple(tuple(_backed(c, support) for c in item) for item in lead.items))
    return tuple(blocks)


_SUMMARY_PIECES = 6  # pieces that a summary rests on, at most


def _numbers(support: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
    return tuple((n, "") for n, _ in support)


def _backed(claim: WrittenClaim, support: tuple[tuple[int, str], ...]) -> WrittenClaim:
    if claim.support or claim.type is not ClaimType.STATES:
        return claim
    return replace(claim, support=support)
