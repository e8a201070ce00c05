"""Assistants over scripted chat models, for tests of what such a model writes."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from assistant.pipeline import Assistant
from assistant.settings import Settings
from index.collection import Collection


@pytest.fixture
def with_model(collection: Collection, scripted: Any) -> Any:
    """Return what makes an assistant over a model with a script, and the model; nobody takes a second look."""

    def make(*script: Any, verifier: str = "off") -> tuple[Assistant, Any]:
        model = scripted(script=list(script))
        settings = Settings(home=collection.home, model_timeout=20, verifier=verifier)
        return Assistant(collection, collection.catalogue, settings, model), model

    return make


@pytest.fixture
def with_second_look(with_model: Any) -> Any:
    """Return the same with a second look by the model itself."""
    return partial(with_model, verifier="")
