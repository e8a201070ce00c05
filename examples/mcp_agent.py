"""Let a LangChain agent ask Licet over MCP, with the protocol's official client.

    python examples/mcp_agent.py [HOME]

Any LangChain chat model that calls tools does. This one needs no key: it asks once and repeats what it was answered.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import BaseTool, StructuredTool
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

_STARTING = "still starting"  # said of a new home, whose models are made ready
_PATIENCE = 40  # times that a call is made again then


async def tools_of(client: Client) -> list[BaseTool]:
    """Return the tools of an MCP server as LangChain's: the same names, descriptions and schemas."""

    def made(name: str, description: str, schema: dict[str, Any]) -> BaseTool:
        async def call(**given: Any) -> str:
            for _ in range(_PATIENCE):
                result = await client.call_tool(name, given)
                said = "".join(part.text for part in result.content if part.type == "text")
                if not (result.is_error and _STARTING in said):
                    break
            return said

        return StructuredTool(name=name, description=description, args_schema=schema, coroutine=call)

    listed = await client.list_tools()
    return [made(tool.name, tool.description or "", tool.input_schema) for tool in listed.tools]


class Played(BaseChatModel):
    """Chat model that asks the tool `ask` what it is asked, and tells the answer with the paragraphs it stands on."""

    @property
    def _llm_type(self) -> str:
        return "played"

    def bind_tools(self, tools: Sequence[Any], **options: Any) -> Played:
        """Return the model: it knows the one tool that it calls."""
        return self

    def _generate(self, messages: list[BaseMessage], *more: Any, **options: Any) -> ChatResult:
        last = messages[-1]
        if isinstance(last, ToolMessage) and not last.text.startswith("{"):
            reply = AIMessage(last.text)  # a problem, with its remedy
        elif isinstance(last, ToolMessage):
            told = json.loads(last.text)
            cited = [f"[{c['number']}] {c['locator']}" for c in told["citations"]]
            cited += [f"    {g['locator']}: {g['url']}" for c in told["citations"] for g in c["grounds"]]
            reply = AIMessage("\n".join((told["answer"], *cited)))
        else:
            call = {"name": "ask", "args": {"question": last.text}, "id": "1", "type": "tool_call"}
            reply = AIMessage("", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=reply)])


async def answered(question: str, model: BaseChatModel, home: str | None = None) -> str:
    """Return what an agent of this model says to a question, with the server of a home at its side."""
    environment = {**os.environ, **({"LICET_HOME": home} if home else {})}
    licet = str(Path(sys.executable).with_name("licet"))  # the program of this environment
    server = StdioServerParameters(command=licet, args=["mcp"], env=environment)
    async with Client(stdio_client(server)) as client:
        agent = create_agent(model, await tools_of(client))
        told = await agent.ainvoke({"messages": [("user", question)]})
        return str(told["messages"][-1].text)


def main(home: str | None = None) -> None:
    """Ask one question of the collection in `home`."""
    print(asyncio.run(answered("What is a deemed export?", Played(), home)))


if __name__ == "__main__":
    main(*sys.argv[1:2])
