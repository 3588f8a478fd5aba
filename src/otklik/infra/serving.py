"""uvicorn as we run it: with our own signals, so that what surrounds it is closed in order afterwards."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import uvicorn
import uvloop

_GRACE_S = 10
_MAX_FRAME_BYTES = 262_144


async def serve_asgi(
    application: Any,  # noqa: ANN401 - any ASGI application
    *,
    listener: socket.socket,
    trusted_proxies: Sequence[str] = (),
    keep_alive_s: int = 65,
    has_sockets: bool = False,
    on_stop: Callable[[], None] | None = None,
    http: type[asyncio.Protocol] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, call `on_stop`, then finish what runs (10 s at most).

    Sockets run on `websockets-sansio` without deflate: 20 KB each against 150 (measured).
    """
    config = uvicorn.Config(
        application,
        log_config=None,  # its lines go where ours go
        access_log=False,
        server_header=False,
        lifespan="off",
        http=http or "httptools",
        ws="websockets-sansio" if has_sockets else "none",
        ws_per_message_deflate=False,
        ws_max_size=_MAX_FRAME_BYTES,
        ws_ping_interval=None,  # clients ping by themselves, in frames that the application sees
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies) or None,
        timeout_keep_alive=keep_alive_s,
        timeout_graceful_shutdown=_GRACE_S,
        backlog=2048,
    )
    server = uvicorn.Server(config)

    # uvicorn would raise the signal again after serving and so end us before our engines are closed.
    def stop() -> None:
        server.should_exit = True
        if on_stop is not None:
            on_stop()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment, method-assign] # as said above
    await server.serve(sockets=[listener])


def quicken_gc() -> None:
    """Spare the collector what was made at the start (all that is imported); it looks less often at the rest.

    Nearly nothing in a web process is cyclic; a full collection took 100 ms, in the middle of requests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def run(work: Coroutine[Any, Any, None]) -> None:
    """`asyncio.run` on uvloop's loop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)
