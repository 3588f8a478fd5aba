"""A visitor of the site without a window: what his browser would ask of the chat."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(slots=True)
class Visitor:
    """A browser on the site of the shop, without its window."""

    url: str
    write_key: str
    token: str = ""
    conversation: int = 0
    name: str = field(default_factory=lambda: str(uuid.uuid4()))

    def call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        method = "GET" if body is None else "POST"
        answer = httpx.request(method, f"{self.url}/chat/{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def come(self) -> None:
        page = {"url": "https://shop.example/tea", "title": "Tea"}
        hello = {"write_key": self.write_key, "anonymous_id": self.name, "page": page, "language": "en"}
        self.token = self.call("hello", hello)["token"]

    def bring(self, name: str, data: bytes) -> dict[str, Any]:
        """A file for one of the next messages."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.post(f"{self.url}/chat/files", params={"name": name}, content=data, headers=headers)
        assert answer.is_success, answer.text
        kept: dict[str, Any] = answer.json()
        return kept

    def say(self, body: str, files: Sequence[int] = ()) -> None:
        sent: dict[str, Any] = {"body": body, "files": list(files), "client_key": str(uuid.uuid4())}
        if self.conversation:
            sent["conversation_id"] = self.conversation
        self.conversation = self.call("messages", sent)["conversation"]["id"]

    def heard(self) -> list[str]:
        """What he is shown, the oldest first."""
        parts = self.call(f"conversations/{self.conversation}")["parts"]
        return [part["body"] for part in reversed(parts) if not part["deleted_at"]]
