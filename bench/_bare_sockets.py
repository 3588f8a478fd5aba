"""A server whose sockets do nothing, run as ours is: what a socket costs at least.

python -m bench._bare_sockets FD
"""

import socket
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from otklik.infra.serving import run, serve_asgi


async def answer(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Accept, and answer each frame with itself."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": message.get("text") or ""})


if __name__ == "__main__":
    run(serve_asgi(answer, listener=socket.socket(fileno=int(sys.argv[1])), has_sockets=True))
