"""Answer questions of a chat over the HTTP API, and say where each sentence stands. Start `licet serve` first.

    python examples/api_bot.py [ADDRESS [KEY]]

A line is a question; one that begins with "screen " is a name. Put `reply` behind the messages of your chat.
"""

import sys
from collections.abc import Iterable

import httpx

_NO_ANSWER = {"silent": "No plain answer found.", "not_in_corpus": "Not in this collection."}


def reply(api: httpx.Client, message: str, history: list[dict[str, str]]) -> str:
    """Return the bot's reply to a message, and keep the turn in the history of its conversation."""
    asks = not message.startswith("screen ")
    path, body = ("/ask", {"question": message, "history": history}) if asks else ("/screen", {"names": [message[7:]]})
    try:
        told = (response := api.post(path, json=body)).json()
    except httpx.TransportError:
        return f"Nothing answers at {api.base_url}. Start `licet serve`; give its address as http://HOST:PORT."
    if response.is_error:
        return f"{told['detail']} {told['remedy']}"
    if not asks:
        return str(told["results"][0]["text"])
    history.append({"question": message, "answer": told["answer"]})
    law = [(c, (c["grounds"] or [c])[0]["url"]) for c in told["citations"]]  # of Licet's own pages the law they name
    cited = [f"[{c['number']}] {c['locator']}, {c['kind']} of {c['valid_from'] or 'no day'} {url}" for c, url in law]
    return "\n".join([_NO_ANSWER.get(told["outcome"], ""), told["answer"], *cited]).strip()


def main(address: str = "http://127.0.0.1:8600", key: str = "", messages: Iterable[str] = sys.stdin) -> None:
    """Reply to every message, in one conversation."""
    history: list[dict[str, str]] = []
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with httpx.Client(base_url=f"{address}/v1", headers=headers, timeout=120) as api:
        for message in filter(None, map(str.strip, messages)):
            print(reply(api, message, history), end="\n\n", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
