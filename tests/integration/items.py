"""What a site tells of: items as the collector takes them."""

from typing import Any


def track(device: str, name: str, **properties: object) -> dict[str, Any]:
    """An event of a nameless device."""
    return {"type": "track", "event": name, "anonymousId": device, "properties": properties}


def identify(device: str, user: str | None = None, **traits: object) -> dict[str, Any]:
    """Properties of a device, and the user it is."""
    said = {"type": "identify", "anonymousId": device, "traits": traits}
    return said | ({"userId": user} if user else {})
