"""Names of social networks, as they write themselves; words of ready letters."""

from collections.abc import Mapping
from typing import Final

from otklik.infra.translations import Language

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
CHOOSE: Final[Mapping[Language, str]] = {"ru": "Что присылать", "en": "What to send me"}
"""Of the link to the preference page, in ready letters."""
