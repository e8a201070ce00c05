"""The server: what a client lists, calls, reads and asks for, answered from the documents of `ui/documents`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import mcp_types as types
from anyio import create_task_group, sleep, to_thread
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from corpus.errors import BadRequest, Problem
from ui.mcp_server import identity, resources
from ui.mcp_server.arguments import MoreInput
from ui.mcp_server.handles import MOST_CHARACTERS, Handles
from ui.mcp_server.prompts import PROMPTS
from ui.mcp_server.start import LazyStart
from ui.mcp_server.tools import MORE_SHAPE, TOOLS, ServedTool
from ui.terminal import json_line

Context = ServerRequestContext[Any, Any]
Telling = Callable[[Problem], tuple[str, str]]  # what happened and what to do about it, as a caller may know it
# Raises BadRequest for a caller without the right that is named, or who asks too many questions.
Admitting = Callable[[Context, str, bool], None]
_JSON = "application/json"
_MORE_TOOL = "more"
_GREETINGS = frozenset(("initialize", "server/discover"))
_TICK = 1.0  # seconds between two words on what a call waits for
_LONG_TICK = 5.0  # seconds between two words that a call is at work
_NO_WORD = "Something went wrong that Licet has no word for"
_PAGE = 100  # resources
_MOST_COMPLETIONS = 100  # which the protocol allows
_MOST_FAULTS = 5  # of arguments that are told


def told_here(problem: Problem) -> tuple[str, str]:
    """Return all of a problem, for a client on this machine that started the server itself."""
    return problem.message, problem.remedy


def build_server(
    start: LazyStart, told: Telling = told_here, admit: Admitting = lambda ctx, right, is_question: None
) -> Server[Any]:
    """Return the server over an application that may still be starting."""
    served = _Served(start, told, admit)
    server: Server[Any] = Server(
        identity.NAME,
        version=identity.version(),
        title=identity.TITLE,
        instructions=identity.INSTRUCTIONS,
        on_list_tools=served.list_tools,
        on_call_tool=served.call_tool,
        on_list_resources=served.list_resources,
        on_list_resource_templates=served.list_templates,
        on_read_resource=served.read_resource,
        on_list_prompts=served.list_prompts,
        on_get_prompt=served.get_prompt,
        on_completion=served.complete,
    )
    server.middleware.append(served.start_behind)
    return server


class _Served:
    """Handlers of one server."""

    def __init__(self, start: LazyStart, told: Telling, admit: Admitting) -> None:
        self.start, self.told, self.admit = start, told, admit
        self.handles = Handles()
        self.begun = False

    async def start_behind(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        """Begin to load at the first message after the client was greeted: no greeting waits for models."""
        if ctx.method not in _GREETINGS and not self.begun:
            self.begun = True
            threading.Thread(target=self._begin, name="licet-mcp-start", daemon=True).start()
        return await call_next(ctx)

    def _begin(self) -> None:
        with suppress(Problem):  # a tool that needs the parts tells it
            self.start.begin()

    async def list_tools(self, ctx: Context, params: Any) -> types.ListToolsResult:
        """Return the tools."""
        return types.ListToolsResult(tools=_listed_tools())

    async def call_tool(self, ctx: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Return a tool's document, or the problem with its remedy as an error that the caller's model reads."""
        tool = TOOLS.get(params.name)
        if tool is None and params.name != _MORE_TOOL:
            raise MCPError(types.INVALID_PARAMS, f"There is no tool {params.name[:60]!r}.")
        try:
            given = _checked(MoreInput if tool is None else tool.arguments, params.arguments or {})
            if tool is None:
                document = await to_thread.run_sync(lambda: self.handles.more(given.handle, given.path, given.start))
            else:
                self.admit(ctx, tool.name, tool.is_question)
                document = await self._made(ctx, tool, given)
        except Problem as problem:
            message, remedy = (said[:MOST_CHARACTERS] for said in self.told(problem))
            return types.CallToolResult(
                content=[types.TextContent(type="text", text=f"{message} {remedy}".strip()[:MOST_CHARACTERS])],
                structured_content={"problem": message, "remedy": remedy},
                is_error=True,
            )
        text = types.TextContent(type="text", text=json_line(document))
        return types.CallToolResult(content=[text], structured_content=document)

    async def _made(self, ctx: Context, tool: ServedTool, given: Any) -> dict[str, Any]:
        """Return a tool's document, while a client that wants to know is told that it is at work."""
        begun = time.monotonic()
        if tool.needs_models:
            await self._ready(ctx, tool, begun)
        failed: list[Problem] = []
        made: list[dict[str, Any]] = []

        def work() -> None:
            try:
                made.append(self.handles.told(tool.document(self.start.licet, given)))
            except Problem as problem:
                failed.append(problem)
            except Exception as error:  # a client is told so as of any problem; a fault in the protocol says nothing
                failed.append(
                    Problem(f"{_NO_WORD}: {type(error).__name__}: {error}.", "Report it; ask something else.")
                )

        async with create_task_group() as group:
            group.start_soon(self._at_work, ctx, tool, begun)
            await to_thread.run_sync(work, abandon_on_cancel=True)
            group.cancel_scope.cancel()
        if failed:
            raise failed[0]
        return made[0]

    async def _ready(self, ctx: Context, tool: ServedTool, begun: float) -> None:
        while not await to_thread.run_sync(self.start.wait, _TICK, tool.needs_notes, abandon_on_cancel=True):
            waited = time.monotonic() - begun
            if not self.start.is_patient(waited):
                raise self.start.still_starting()
            await ctx.session.report_progress(waited, message=self.start.waits_for)

    @staticmethod
    async def _at_work(ctx: Context, tool: ServedTool, begun: float) -> None:
        while True:
            await sleep(_LONG_TICK)
            await ctx.session.report_progress(time.monotonic() - begun, message=f"{tool.title}: at work")

    async def list_resources(self, ctx: Context, params: Any) -> types.ListResourcesResult:
        """Return a page of the editions that are held."""
        first = _cursor(params)
        editions = await self._of_licet(ctx, "sources", resources.editions)
        page = editions[first : first + _PAGE]
        return types.ListResourcesResult(
            resources=[
                types.Resource(uri=e.uri, name=e.uri, title=e.title, description=e.about, mime_type=_JSON) for e in page
            ],
            next_cursor=str(first + _PAGE) if first + _PAGE < len(editions) else None,
        )

    async def list_templates(self, ctx: Context, params: Any) -> types.ListResourceTemplatesResult:
        """Return how provisions and editions are addressed."""
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(
                    uri_template=resources.PROVISION_TEMPLATE, name="provision", title="A provision", mime_type=_JSON,
                    description="A provision of a source by its address, with its ancestors; as it stood on a day.",
                ),
                types.ResourceTemplate(
                    uri_template=resources.EDITION_TEMPLATE, name="edition", title="An edition", mime_type=_JSON,
                    description="An edition of a source by the day since which it stands (or `undated`): what it is, "
                    "and the provisions that have a heading.",
                ),
            ]
        )  # fmt: skip

    async def read_resource(self, ctx: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """Return the document of a resource, cut like an answer where it is too long."""
        uri = str(params.uri)
        document = await self._of_licet(ctx, "show", lambda licet: self.handles.told(resources.read(licet, uri)), uri)
        contents = types.TextResourceContents(uri=uri, mime_type=_JSON, text=json_line(document))
        return types.ReadResourceResult(contents=[contents])

    async def list_prompts(self, ctx: Context, params: Any) -> types.ListPromptsResult:
        """Return the prompts."""
        return types.ListPromptsResult(
            prompts=[
                types.Prompt(
                    name=p.name, title=p.title, description=p.description,
                    arguments=[
                        types.PromptArgument(name=a.name, description=a.about, required=a.required)
                        for a in p.arguments
                    ],
                )
                for p in PROMPTS.values()
            ]
        )  # fmt: skip

    async def get_prompt(self, ctx: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        """Return the message of a prompt."""
        prompt = PROMPTS.get(params.name)
        if prompt is None:
            raise MCPError(types.INVALID_PARAMS, f"There is no prompt {params.name[:60]!r}.")
        try:
            message = prompt.message(params.arguments or {})
        except Problem as problem:
            raise self._refused(problem) from problem
        content = types.TextContent(type="text", text=message)
        return types.GetPromptResult(
            description=prompt.description, messages=[types.PromptMessage(role="user", content=content)]
        )

    async def complete(self, ctx: Context, params: types.CompleteRequestParams) -> types.CompleteResult:
        """Return the sources, or an edition's days, that begin as what was typed into a resource's address."""
        typed, values = params.argument.value.lower(), list[str]()
        if isinstance(params.ref, types.ResourceTemplateReference):
            held = await self._of_licet(ctx, "sources", lambda licet: licet.catalogue.holdings())
            if params.argument.name == "source":
                values = [h.source.id for h in held]
            elif params.argument.name == "day":
                chosen = (params.context.arguments or {}).get("source") if params.context else None
                versions = [v for h in held if h.source.id == chosen for v in h.versions]
                values = [v.valid_from.isoformat() if v.valid_from else resources.UNDATED for v in versions]
        found = [value for value in values if value.lower().startswith(typed)]
        return types.CompleteResult(
            completion=types.Completion(
                values=found[:_MOST_COMPLETIONS], total=len(found), has_more=len(found) > _MOST_COMPLETIONS
            )
        )

    async def _of_licet(self, ctx: Context, right: str, work: Callable[[Any], Any], uri: str = "") -> Any:
        try:
            self.admit(ctx, right, False)
            return await to_thread.run_sync(lambda: work(self.start.licet), abandon_on_cancel=True)
        except Problem as problem:
            raise self._refused(problem, uri) from problem

    def _refused(self, problem: Problem, uri: str = "") -> MCPError:
        message, remedy = (said[:MOST_CHARACTERS] for said in self.told(problem))
        data = {"problem": message, "remedy": remedy, **({"uri": uri[:MOST_CHARACTERS]} if uri else {})}
        return MCPError(types.INVALID_PARAMS, f"{message} {remedy}".strip()[:MOST_CHARACTERS], data)


@cache
def _listed_tools() -> list[types.Tool]:
    more = ServedTool(
        _MORE_TOOL, "Read on in an answer",
        "The rest of an answer that was cut, at a place that `left_out` of its `cut` names.",
        MoreInput, lambda licet, given: {}, MORE_SHAPE,
    )  # fmt: skip
    return [
        types.Tool(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            input_schema=tool.arguments.model_json_schema(),
            output_schema=tool.output,
            annotations=types.ToolAnnotations(
                title=tool.title,
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            ),
        )
        for tool in (*TOOLS.values(), more)
    ]


def _checked(model: type[Any], given: Mapping[str, Any]) -> Any:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'the arguments'}: {fault['msg']}" for fault in error.errors()]
        raise BadRequest(
            f"The arguments are not as described: {'; '.join(faults[:_MOST_FAULTS])}.",
            f"It takes {', '.join(model.model_fields)}.",
        ) from error


def _cursor(params: Any) -> int:
    cursor = params.cursor if params is not None else None
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal()) or len(cursor) > len(str(2**63)):
        raise MCPError(types.INVALID_PARAMS, "This cursor is not one that was given out. List from the beginning.")
    return int(cursor)
