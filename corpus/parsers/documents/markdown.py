"""Markdown with or without front matter: headings become a tree, paragraphs and lists blocks, tables rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Reading, Source
from corpus.parsers.documents.outline import Outline
from corpus.parsers.documents.tags import Tags
from corpus.parsers.file import File, Parser
from corpus.structure import TreeBuilder
from corpus.trust.claims import own_claims, web_address
from corpus.trust.gaps import FRONT_MATTER_AS_TEXT, gap

_MAX_FRONT = 100_000
_HTML = ("html_block", "html_inline")
_ISO_DATE = lazy_regex(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DEEPEST = 10_000  # blocks inside one another: below the interpreter's own limit, which refuses a file, none is lost
_DEEPEST_INLINE = 60
_LONGEST_INLINE = 10_000  # characters whose marks are looked for together: that takes the square of their number


def claims(file: File) -> float:
    """Return a claim by extension, lower than that of a parser that recognises a law in the text."""
    return 0.6 if file.suffix in (".md", ".markdown", ".mdown", ".mkd") else 0.0


def read(file: File) -> list[Reading]:
    """Return one reading. Raises EmptyDocument, UnreadableDocument (no text)."""
    meta, body, warnings = _front(file.text())
    tokens = _tokens(body)
    firsts = [
        _inline(tokens[n + 1]) for n, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"
    ]
    title = _word(meta, "title") or (firsts[0] if firsts else "") or file.stem
    tree = TreeBuilder()
    outline = Outline(
        tree,
        title
        if not firsts or (len(firsts) == 1 and _word(meta, "title") in ("", firsts[0]))
        else firsts[0]
        if len(firsts) == 1
        else "",
    )
    _walk(tokens, outline)
    source = Source(
        id="",
        title=title,
        url=file.url,
        language=_language(_word(meta, "language", "lang")) or language_of(body),
        claims=_claims(meta),
    )
    return [tree.reading(source, valid_from=file.as_of, warnings=warnings)]


def _tokens(body: str) -> list[Token]:
    """Return the blocks of a text with their inline tokens; what HTML hides is taken out of them."""
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    parser.core.ruler.at("inline", _parse_inline)
    tokens = parser.parse(body)
    flat = [token for outer in tokens for token in (outer, *(outer.children or ()))]
    tags = Tags([token.content for token in flat if token.type in _HTML])
    for token in flat:
        if token.type in _HTML:
            is_break = token.content.lower().startswith("<br") and not tags.hidden
            token.content = "\n" if is_break and token.type == "html_inline" else tags.shown(token.content)
        elif tags.hidden and token.type != "inline":
            token.content = ""
    return tokens


def _parse_inline(state: StateCore) -> None:
    """Parse the text of each block, a long one in pieces of whole lines."""
    state.md.options["maxNesting"] = _DEEPEST_INLINE
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            for number, piece in enumerate(_pieces(token.content)):
                if number:
                    token.children.append(Token("softbreak", "", 0))
                if len(piece) > _LONGEST_INLINE:
                    token.children.append(Token("text", "", 0, content=piece))
                else:
                    state.md.inline.parse(piece, state.md, state.env, token.children)


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in runs of lines, none longer than `_LONGEST_INLINE` if its lines are not."""
    lines: list[str] = []
    length = 0
    for line in text.split("\n"):
        if lines and length + len(line) > _LONGEST_INLINE:
            yield "\n".join(lines)
            lines, length = [], 0
        lines.append(line)
        length += len(line) + 1
    yield "\n".join(lines)


def _claims(meta: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Return what front matter says of the file, under the names of the model."""
    return own_claims(
        id=_word(meta, "id"),
        kind=_word(meta, "kind"),
        jurisdiction=_word(meta, "jurisdiction").lower(),
        issuer=_word(meta, "issuer", "publisher", "source_name"),
        author=_word(meta, "author", "authors"),
        url=web_address(_word(meta, "url", "source", "link")),
        licence=_word(meta, "licence", "license"),
        published=_day(meta, "original_published", "date", "published"),
        valid_from=_day(meta, "valid_from", "as_of", "effective"),
        valid_to=_day(meta, "valid_to"),
    )


def _language(word: str) -> str:
    """Return the code of a language that a file is written in, by its own word; "" for what is no code."""
    code = re.match(r"([a-z]{2})(?![a-z])", word.lower())
    return code[1] if code else ""


class _Words(frontmatter.YAMLHandler):
    """Reads front matter as words: a number of a hundred thousand digits is none, and a date stays as it is written."""

    def load(self, fm: str, **options: object) -> Any:
        """Return the values of front matter, all of them strings, in lists and mappings."""
        return yaml.load(fm, Loader=yaml.BaseLoader)


def _front(text: str) -> tuple[dict[str, object], str, tuple[str, ...]]:
    """Return front matter, the rest of the text, and warnings. A block that is not a YAML mapping stays in the text."""
    text = text.lstrip("\ufeff")
    if not text.startswith("---") or len(text.split("\n---", 1)[0]) > _MAX_FRONT:
        return {}, text, ()
    try:
        post = frontmatter.loads(text, handler=_Words())
    except Exception:  # the YAML library raises from several families (ValueError, RecursionError, its own)
        return {}, text, (gap(FRONT_MATTER_AS_TEXT),)
    return dict(post.metadata), post.content, ()


def _word(meta: dict[str, object], *names: str) -> str:
    """Return the first of these keys that holds a word (or a short list of them), as one line."""
    for name in names:
        value = meta.get(name)
        if isinstance(value, list) and len(value) < 50:
            value = ", ".join(v for v in value if isinstance(v, str))
        if isinstance(value, str) and (line := one_line(value)):
            return line[:500]
    return ""


def _day(meta: dict[str, object], *names: str) -> date | None:
    for name in names:
        found = _ISO_DATE.match(str(meta.get(name, "")).strip())
        with suppress(ValueError):
            if found:
                return date(*map(int, found.groups()))
    return None


def _walk(tokens: list[Token], outline: Outline) -> None:
    """Add every token with text to the outline; a whole list is one block, with its items on lines of their own."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        after = _closing(tokens, position)
        inside = tokens[position:after]
        if token.type == "heading_open":
            outline.heading(int(token.tag[1]), _inline(tokens[position + 1]))
        elif token.type == "table_open":
            rows = list(_rows(inside))
            outline.table(rows, headed=True)
        else:
            _blocks(inside, outline)
        position = after


def _blocks(tokens: list[Token], outline: Outline) -> None:
    lines: list[str] = []
    depth, marks = 0, ["- "]
    for n, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "list_item_open":
            marks.append(f"{token.info}{token.markup} " if token.info else "- ")
        elif token.type in ("inline", "fence", "code_block", "html_block"):
            text = _inline(token) if token.type == "inline" else token.content
            if depth and tokens[n - 2].type == "list_item_open":
                text = marks[-1] + text
            lines.append(text)
    outline.block("\n".join(lines))


def _closing(tokens: list[Token], position: int) -> int:
    """Return the index after the token that closes the one at `position`."""
    depth = 0
    for after in range(position, len(tokens)):
        depth += tokens[after].nesting
        if depth <= 0:
            return after + 1
    return len(tokens)


def _rows(tokens: list[Token]) -> Iterator[list[str]]:
    row: list[str] = []
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(_inline(token))
        elif token.type == "tr_close":
            yield row


def _inline(token: Token) -> str:
    """Return the text of an inline token without emphasis; links keep their words, images their description."""
    parts: list[str] = []
    for child in token.children or []:
        if child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        else:
            parts.append(child.content)
    return "".join(parts)


PARSER = Parser("Markdown", claims, read)
