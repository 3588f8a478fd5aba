"""`python -m otklik.demo.simulator --otklik-url URL --shop-url URL --write-key KEY`."""

import argparse
import asyncio
import contextlib
import signal
import time

from otklik.demo.catalogue import Language
from otklik.demo.simulator.crowd import Settings, simulate
from otklik.demo.spoken import spoken_language


def _read_options() -> Settings:
    parser = argparse.ArgumentParser(prog="otklik.demo.simulator", description="Visitors of the demo shop")
    parser.add_argument("--otklik-url", required=True, help="where the door is")
    parser.add_argument("--shop-url", required=True, help="the shop's address in the events")
    parser.add_argument("--write-key", required=True, help="the workspace's public key")
    parser.add_argument("--visitors", type=int, default=12, help="how many are there at a busy hour")
    parser.add_argument(
        "--seed", type=int, default=None, help="the same choices again; default: by the clock"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="divides every pause")
    parser.add_argument(
        "--language",
        type=Language,
        choices=list(Language),
        default=spoken_language(),
        help="what they write in the chat; default: as the terminal",
    )
    options = parser.parse_args()
    seed = time.time_ns() if options.seed is None else options.seed
    return Settings(
        options.otklik_url,
        options.shop_url,
        options.write_key,
        options.visitors,
        seed,
        options.speed,
        options.language,
    )


async def _run(settings: Settings) -> None:
    """Simulate until SIGTERM or SIGINT."""
    running = asyncio.ensure_future(simulate(settings))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


def main() -> None:
    """Keep visitors on the shop."""
    asyncio.run(_run(_read_options()))


if __name__ == "__main__":
    main()
