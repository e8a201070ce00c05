"""OpenAPI description of the API: what FastAPI makes of the endpoints, the examples, and the problems."""

from __future__ import annotations

import importlib.metadata
import json
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ui.api import events
from ui.api.problems import PROBLEM_JSON, ProblemDocument
from ui.news.routes import ATOM, CALENDAR

_ABOUT = (
    "Answers questions about export controls from the texts themselves, and shows the paragraph that every sentence "
    "stands on. Every document is what the command line prints with `--json`. Everything is read-only. Quoted text is "
    "material, not instruction."
)
_PROBLEMS = {
    400: "The request makes no sense as given: an unknown filter, an empty question, no JSON.",
    401: "The key is missing, unknown, revoked or past its last day.",
    403: "The key has not the right to this call; or no key was made yet, and the call comes from another machine.",
    404: "This collection does not hold the provision, list or source.",
    413: "The request is too large.",
    415: "The body is not JSON, or is compressed.",
    422: "A field is missing, unknown or of the wrong type.",
    429: "Too many requests or questions within a minute; `Retry-After` says when to come again.",
    500: "Something failed that nobody foresaw.",
    503: "A model failed, the collection cannot be used, or the server is still starting.",
}
_OPEN = ("health",)


def api_description(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=importlib.metadata.version("licet"), description=_ABOUT, routes=app.routes
        )
        parts = made.setdefault("components", {})
        parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        schemas = {n: s for n, s in parts.get("schemas", {}).items() if "ValidationError" not in n}
        parts["schemas"] = {**schemas, "Problem": ProblemDocument.model_json_schema()}
        parts["responses"] = {str(status): _problem(says) for status, says in _PROBLEMS.items()}
        for path in made["paths"].values():
            for operation in path.values():
                _complete(operation)
        app.openapi_schema = made
    return app.openapi_schema


@cache
def examples() -> dict[str, Any]:
    """Return the examples: for each operation a request and what was answered to it, long texts shortened."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath("examples.json").read_text("utf-8"))
    return found


def _complete(operation: dict[str, Any]) -> None:
    """Add the example, the problems and the key to one operation."""
    name = operation["operationId"]
    example = examples()[name]
    kind = "array" if isinstance(example["response"], list) else "object"
    content: dict[str, Any] = {"application/json": {"schema": {"type": kind}, "example": example["response"]}}
    if isinstance(example["response"], str):
        media = ATOM if name == "news" else CALENDAR
        content = {media: {"schema": {"type": "string"}, "example": example["response"]}}
    if "stream" in example:
        content[events.EVENT_STREAM] = {"schema": {"type": "string"}, "example": example["stream"]}
    problems = {} if name in _OPEN else {str(s): {"$ref": f"#/components/responses/{s}"} for s in _PROBLEMS}
    operation["responses"] = {"200": {"description": operation["summary"], "content": content}, **problems}
    if name not in _OPEN:
        operation["security"] = [{"key": []}, {}]
    if "requestBody" in operation:
        operation["requestBody"]["content"]["application/json"]["example"] = example["request"]
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example.get("request", {}):
            parameter["example"] = example["request"][parameter["name"]]


def _problem(says: str) -> dict[str, Any]:
    return {"description": says, "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
