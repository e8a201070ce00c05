"""Lines that other rooms say of problems and progress, in the reader's language: messages with places for values.

Rooms below the desk raise their problems in English, for the command line and for programs. The page shows those of
these lines that it meets in the language of its reader, and any other as it is. A line with values is a `FilledLine`.
"""

from __future__ import annotations

from datetime import date, datetime

from corpus.errors import FilledLine
from corpus.language.lazy_regex import lazy_regex
from ui.language import N_, SOURCE_LANGUAGE, _, figure, name_of_country, reader_language
from ui.locale.document_lines import OF_DOCUMENTS, WHAT_IT_IS
from ui.locale.draft_lines import REASONS, REPORTED
from ui.locale.look_up_lines import LOOKED_UP, OF_FILES, OF_ORIGINS
from ui.locale.names import day
from ui.locale.news_lines import OF_NEWS

LINES = (
    N_("The limit is {count} questions within a minute, and you reached it."),
    N_("The limit is {count} questions within a minute, and your address reached it."),
    N_("Wait {seconds} seconds and ask again."),
    N_("The question is empty."),
    N_("Ask in plain words, or give an address such as 744.21(f)."),
    N_("The question has {count} characters; the limit is {limit}."),
    N_("Shorten it, or add the text as a document and ask about it."),
    N_("That provision is no longer held."),
    N_("That edition is no longer held."),
    N_("Ask again: the collection has changed since."),
    N_("There is no {place}."),
    N_("Split it, or add the part that you need."),
    N_("Check it in parts."),
    N_("{name} has {count} sentences; a draft has at most {most}."),
    N_("{name} has {count} characters, about {pages} pages; a draft has at most {most} pages ({limit} characters)."),
    N_("{name} holds no text."),
    N_("Give a draft with sentences in it."),
    N_("{name} is no draft that Licet reads."),
    N_("Save it as Word (.docx), Markdown (.md) or text (.txt)."),
    N_("That conversation is not here any more."),
    N_("Start a new one, or pick another at the left."),
    N_("The chat model took too long."),
    N_("The chat model's server could not be reached."),
    N_(
        "No publisher can be reached: there is no network here. What is held keeps working, as of the dates that it "
        "shows."
    ),
    N_("Another sync is running on this collection."),
    N_("Wait until it is done."),
    N_("The conversation cannot be saved: {reason}."),
    N_("The list of your researches cannot be saved: {reason}."),
    N_("Check that LICET_HOME is writable and has space."),
    N_("Check that LICET_HOME is writable."),
    N_("The link asks for the law of “{day}”, which is no date."),
    N_("Correct as_of to YYYY-MM-DD."),
    N_("That question has no answer yet."),
    N_("Share it once it is answered."),
    N_("{count} answers are shared here already."),
    N_("Stop sharing some, or export this answer."),
    N_("The answer cannot be shared: {reason}."),
    N_("The answer is still shared: {reason}."),
    N_("There is no shared answer at this link: it was withdrawn, or the link is not whole."),
    N_("Ask whoever sent it for another, or ask the question here."),
    N_("{count} researches are being made already."),
    N_("Begin this one when one of them has ended."),
    N_("This research is being made in another process or on another machine."),
    N_("Look at it again in a moment: it is kept after every step."),
    N_("The research failed ({name})."),
    N_("Go on with it: what was found is kept. The server's log has the details."),
    N_("Indexing the starter library: {name}"),
    *REASONS,
    *REPORTED,
    *LOOKED_UP,
    *OF_FILES,
    *OF_DOCUMENTS,
    *WHAT_IT_IS,
    *OF_ORIGINS,
    *OF_NEWS,
)
_VALUES_THAT_ARE_DAYS = ("day", "until")  # names of values that are days
_VALUES_THAT_ARE_NAMES = ("name", "names", "title", "value", "file", "party")  # told as they are written
_GROUPED_BY_COMMAS = lazy_regex(r"\d{1,3}(?:,\d{3})+")


def in_readers_words(line: str) -> str:
    """Return a line of a problem in the reader's language; as it is where it is none of these lines.

    Values that are lines themselves are told like it, and days in words.
    """
    if isinstance(line, FilledLine):
        return _(line.template).format_map({name: _told(name, value) for name, value in line.values.items()})
    return line if reader_language() == SOURCE_LANGUAGE else _(line)


def _told(name: str, value: object) -> object:
    if isinstance(value, date):
        return day(value)
    if name == "country":
        return name_of_country(str(value))
    if name in _VALUES_THAT_ARE_DAYS and reader_language() != SOURCE_LANGUAGE and (moment := english_day(str(value))):
        return day(moment)
    if name not in _VALUES_THAT_ARE_NAMES and _GROUPED_BY_COMMAS.fullmatch(str(value)):
        return figure(int(str(value).replace(",", "")))
    return in_readers_words(value) if isinstance(value, FilledLine) else value


def english_day(told: str) -> date | None:
    """Return the day that a line tells in English words, "9 October 2025"; None for anything else."""
    try:
        return datetime.strptime(told, "%d %B %Y").date()
    except ValueError:
        return None
