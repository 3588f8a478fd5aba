"""The demo's children: a shop, visitors who walk through it, and once the history of ninety days."""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from otklik.infra.embedded.keeper import Attempts, Keeper, Say
from otklik.infra.embedded.probe import answers
from otklik.infra.embedded.process import STANDS_BACK, ChildSpec, EngineStartError
from otklik.infra.listener import free_port, listen
from otklik.settings import Settings


@dataclass(frozen=True, slots=True)
class DemoChildren:
    """Starts what `otklik serve --demo` adds. A demo that fails is told, the server goes on."""

    settings: Settings
    env: Mapping[str, str]
    door_url: str
    say: Say

    async def start(self, keepers: list[Keeper]) -> None:
        """Make the demo workspace, print its login, start shop and visitors, load the history."""
        port = self.settings.demo_port or self._default_port()
        shop_url = self.settings.demo_shop_url or f"http://{self.settings.host}:{port}"
        try:
            workspace = await self._prepare(shop_url)
            await self._start_shop(keepers, port=port, shop_url=shop_url, write_key=workspace["write_key"])
        except EngineStartError as error:
            self.say(f"the demo did not start: {error}")

    def _default_port(self) -> int:
        """The port after ours, so that addresses in the history stay right; a free one if that is taken."""
        port = int(self.env["OTKLIK_PORT"]) + 1
        try:
            listen(self.settings.host, port).close()
        except (OSError, OverflowError):
            return free_port(self.settings.host)
        return port

    async def _prepare(self, shop_url: str) -> dict[str, Any]:
        """In a process of its own, which prints what it made as one line of JSON."""
        command = (sys.executable, "-m", "otklik.cli", "demo", "--json", "--shop-url", shop_url)
        spec = ChildSpec(name="demo", command=command, env=self.env)
        process = await asyncio.create_subprocess_exec(
            *spec.argv(), env=spec.environment(), stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        if process.returncode != 0:
            raise EngineStartError("the demo workspace could not be made; the reason stands above")
        workspace: dict[str, Any] = json.loads(output)
        if workspace.get("password"):
            self.say(f"sign in as {workspace['owner_email']} with the password {workspace['password']}")
        return workspace

    async def _start_shop(self, keepers: list[Keeper], *, port: int, shop_url: str, write_key: str) -> None:
        python = sys.executable
        address = ("--host", self.settings.host, "--port", str(port))
        key = ("--otklik-url", self.door_url, "--write-key", write_key)
        shop = ChildSpec("demo shop", (python, "-m", "otklik.demo.shop", *address, *key), env=self.env)
        visitors = ("-m", "otklik.demo.simulator", "--shop-url", shop_url, *key)
        simulator = ChildSpec("demo visitors", (python, *visitors), env=self.env, nice=STANDS_BACK)
        history = ChildSpec(
            "demo history", (python, "-m", "otklik.cli", "demo-history"), env=self.env, nice=STANDS_BACK
        )
        shop_keeper = Keeper(shop, say=self.say, is_ready=lambda: answers(f"{shop_url}/healthz"))
        for keeper in (shop_keeper, Keeper(simulator, say=self.say), Attempts(history, say=self.say)):
            keepers.append(keeper)
            await keeper.start()
        self.say(f"the demo shop is open at {shop_url}")
