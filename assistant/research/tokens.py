"""Size of a text in a chat model's tokens: by its own tokeniser where that is on this machine, else estimated.

Of English law the estimate is a little too many (1.06 times what SmolLM2's tokeniser counts); of other languages it may
be too few for a model that was made for English (.66 of it in German, .84 in French), which is why evidence fills no
more than half of a window. Most clients would download a tokeniser, ask their provider's server or count as another
model does: none of these is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import token_tables
from corpus.language.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Count = Callable[[str], int]
_TABLE_OF_OPENAI = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"  # whose digest names its file

# A word of one to six letters is one token, a legal term several; so are three digits, and any other sign.
_MODEL_TOKEN = lazy_regex(r"[A-Za-z]{1,6}|[0-9]{1,3}|[^\S ]|[^\w\s]|[^\x00-\x7f]")


def tokens(text: str) -> int:
    """Return about how many tokens a text has: words by their length, digits by threes, other scripts by letter."""
    return len(_MODEL_TOKEN.findall(text))


def own_count(model: BaseChatModel, *, is_of_openai: bool = False) -> Count | None:
    """Return the count of a model by its own tokeniser, None where there is none on this machine.

    That is a function that its maker was given (`custom_get_token_ids`); of a model `is_of_openai` also the table that
    lies in `TIKTOKEN_CACHE_DIR`.
    """
    if getattr(model, "custom_get_token_ids", None) is None and not (is_of_openai and _has_table(model)):
        return None

    def count(text: str) -> int:
        try:
            return model.get_num_tokens(text)
        except Exception:  # whatever a tokeniser cannot read, such as signs that are its own
            return tokens(text)

    return count


def _has_table(model: BaseChatModel) -> bool:
    with suppress(ImportError, KeyError):
        from tiktoken.model import encoding_name_for_model

        table = _TABLE_OF_OPENAI.format(encoding_name_for_model(str(getattr(model, "model_name", ""))))
        return bool(token_tables()) and (Path(token_tables()) / sha1(table.encode()).hexdigest()).is_file()
    return False


def shortened(
    turns: Sequence[tuple[str, str]], most: int, *, alike: bool = False, count: Count = tokens
) -> tuple[tuple[str, str], ...]:
    """Return questions and answers whose answers fit into `most` tokens together; the questions stay whole.

    The last ones are kept first, and what has no room left is a question alone; where all are wanted `alike`, each
    answer has the same share.
    """
    share, left, out = most // max(1, len(turns)), most, []
    for asked, said in reversed(turns):
        kept = _cut(said, share if alike else left, count)
        left -= count(kept)
        out.append((asked, kept))
    return tuple(reversed(out))


def _cut(text: str, most: int, count: Count) -> str:
    """Return the beginning of a text that has about so many tokens, "" where that is too little to be read."""
    size = count(text)
    if size <= most:
        return text
    return f"{text[: len(text) * most // size].rsplit(' ', 1)[0]} …" if most > _LEAST_ANSWER_READ else ""


_LEAST_ANSWER_READ = 30  # tokens of an answer below which its question alone is given
