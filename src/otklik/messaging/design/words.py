"""Names of social networks, as they write themselves."""

from collections.abc import Mapping
from typing import Final

NETWORKS: Final[Mapping[str, str]] = {
    "telegram": "Telegram",
    "vk": "VK",
    "max": "MAX",
    "whatsapp": "WhatsApp",
    "youtube": "YouTube",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "dzen": "Дзен",
    "ok": "OK",
    "linkedin": "LinkedIn",
    "x": "X",
    "tiktok": "TikTok",
    "site": "www",
}
