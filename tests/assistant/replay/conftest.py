"""Chat model played from files: completions written beforehand, over a small library in the manner of law."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.prompts.loader import as_material, prompt
from assistant.research.replies.reply import read_reply
from assistant.settings import Settings
from assistant.verification.cited_text import holds
from assistant.wiring import Application, open_application
from corpus.model import Kind
from index.ingest.intake import Labels

HERE = Path(__file__).parent
TEXTS = (
    ("2026-03-01_title-15_part-798.xml", Labels()),
    ("beacon-regulation.md", Labels(kind=Kind.LAW, jurisdiction="eu", as_of=date(2026, 7, 1))),
    ("信号灯出口管理条例(2025-09-01).md", Labels(kind=Kind.LAW, jurisdiction="cn")),
    ("beacon-office-faq.md", Labels(kind=Kind.GUIDANCE, jurisdiction="us", as_of=date(2026, 7, 1))),
    ("beacon-news.md", Labels(kind=Kind.NEWS, jurisdiction="us", as_of=date(2026, 9, 1))),
)


@dataclass(frozen=True)
class Planted:
    """An error in a completion: `says` stands where the good one has `instead`; the texts say `span`."""

    kind: str
    instead: str
    says: str
    span: str


@dataclass(frozen=True, eq=False)
class Replayed:
    """A question with the completion that a strong model wrote for it, and errors that could have been in it.

    In `reply`, what stands behind a claim is ["words of the evidence"]: the number of the piece is put in when the
    evidence is seen. `standalone` is how the model rewrites a follow-up; `translations` are by words of a quote.
    """

    id: str
    asked: str
    reply: str
    outcome: str = "answered"
    in_part: bool = False
    standalone: str = ""
    conversation: str = ""
    translations: Mapping[str, str] = field(default_factory=dict)
    planted: tuple[Planted, ...] = ()


def _read() -> list[Replayed]:
    """Return all questions in the order of their files."""
    out = []
    for path in sorted((HERE / "questions").glob("*.toml")):
        for told in tomllib.loads(path.read_text("utf-8"))["question"]:
            planted = tuple(Planted(**p) for p in told.pop("planted", ()))
            out.append(Replayed(**told, planted=planted))
    return out


_QUESTIONS = _read()


class ReplayedModel(BaseChatModel):
    """Chat model that answers one question as its file says, and looks at claims as a careful reader would.

    `verifier` says how claims are looked at: by "reader", who knows which words were planted, or by "agreeable", who
    finds everything supported. What the completion points to and the prompt does not show is kept in `unseen`.
    """

    question: Any
    said: str  # the completion, with or without an error
    planted: Any = None
    verifier: str = "reader"
    unseen: list[str] = []  # noqa: RUF012 (pydantic copies it)
    kinds: list[str] = []  # noqa: RUF012
    prompts: list[str] = []  # noqa: RUF012

    @property
    def _llm_type(self) -> str:
        return "replayed"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._reply(messages)))])

    def _reply(self, messages: Sequence[BaseMessage]) -> str:
        system, asked = str(messages[0].content), str(messages[-1].content)
        self.prompts.append(asked)
        if system == prompt("verify").template:
            self.kinds.append("verify")
            return "\n".join(self._looked(asked))
        if system == prompt("rewrite").template:
            self.kinds.append("rewrite")
            return str(self.question.standalone or self.question.asked)
        if system == prompt("answer").template:
            repairs = len(messages) > 2
            self.kinds.append("repair" if repairs else "answer")
            shown = str(messages[1].content)
            return "\n".join(f"{n}. DROP" for n in range(1, 13)) if repairs else self._numbered(shown)
        self.kinds.append("translate")
        return "\n".join(self._translated(asked))

    def _numbered(self, shown: str) -> str:
        """Return the completion with the numbers of the pieces that have its spans."""
        pieces = [(int(m[1]), m[2]) for m in re.finditer(r"(?ms)^\[(\d+)\] (.*?)(?=^\[\d+\] |^</evidence>|\Z)", shown)]

        def number(match: re.Match[str]) -> str:
            found = next((n for n, text in pieces if holds(" ".join(text.split()), match[1])), 0)
            if not found:
                self.unseen.append(match[1])
            return f'{found} "{match[1]}"'

        return _SPAN.sub(number, self.said)

    def _looked(self, asked: str) -> Iterator[str]:
        good = {as_material(c.text): c for c in read_reply(_SPAN.sub(r'1 "\1"', self.question.reply)).claims}
        first = next((s for c in good.values() for _, s in c.support if s), "")
        for m in re.finditer(r"(?m)^(\d+)\. (.*) \(cites [^()]*\)$", asked.partition("<sentences>")[2]):
            text = m[2].removesuffix(" (advice)")
            claim = good.get(text)
            span = next((s for _, s in claim.support if s), first) if claim else self.planted.span
            verdict = "supported" if claim or self.verifier == "agreeable" else "contradicted"
            yield json.dumps({"sentence": int(m[1]), "verdict": verdict, "span": span}, ensure_ascii=False)

    def _translated(self, asked: str) -> Iterator[str]:
        for m in re.finditer(r"(?m)^\[(\d+)\] (.*)$", asked):
            told = next((t for words, t in self.question.translations.items() if words in m[2]), "")
            if told:
                yield f"[{m[1]}] {told}"


_SPAN = re.compile(r'(?<=[\[; ])(?<!\d )"([^"]+)"(?=[\];])')


# Explainers that came after the completions were written: what a model is given to read is kept as it was then.
NEWER_PAGES = (
    "affiliates-rule", "ai-chips", "boycott-rules", "export-clearance", "export-penalties", "korea-export-controls",
    "record-keeping", "russia-export-bans", "us-licence-application", "us-persons",
)  # fmt: skip


@pytest.fixture(scope="session")
def beacons(tmp_path_factory: pytest.TempPathFactory, library_home: Path) -> Iterator[Application]:
    """Return Licet over the starter library and the texts on beacons."""
    home = Path(shutil.copytree(library_home, tmp_path_factory.mktemp("beacons") / "home", symlinks=True))
    app = open_application(Settings(home=home))
    for name, labels in TEXTS:
        assert [r.status for r in app.add([HERE / "library" / name], labels)] == ["added"]
    for page in NEWER_PAGES:
        app.collection.remove(page)
    yield app
    app.close()


@pytest.fixture(scope="session")
def questions() -> dict[str, Replayed]:
    """Return the questions by their ids, in the order of their files."""
    return {q.id: q for q in _QUESTIONS}


# Every third of them also runs where a person waits for the tests.
@pytest.fixture(params=[pytest.param(q.id, marks=pytest.mark.slow if n % 3 else ()) for n, q in enumerate(_QUESTIONS)])
def replayed(request: pytest.FixtureRequest, questions: dict[str, Replayed]) -> Replayed:
    """Return each question in turn."""
    return questions[request.param]


@pytest.fixture(scope="session")
def plays() -> type[ReplayedModel]:
    """Return the class of the model that is played from files."""
    return ReplayedModel
