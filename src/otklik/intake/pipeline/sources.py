"""Where a visit came from: tags of the landing address, ad click ids, referrer, and the kind of channel.

Kinds: context_ads, organic, social, messenger, email, referral, direct (product.md 1.1). Paid marks decide
first, then the tags, then the referrer; a referrer of the site itself is no source.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from otklik.intake.pipeline import channels
from otklik.kit.text import clean_text

MAX_CHARS: Final = 1_024
UTM_FIELDS: Final = {
    "utm_source": "source",
    "utm_medium": "medium",
    "utm_campaign": "name",
    "utm_term": "term",
    "utm_content": "content",
}
"""Our names of the tags, and their names in Segment's `context.campaign`."""
CLIENT_IDS: Final = ("ga_client_id", "ym_client_id")


def describe_source(*, context: Mapping[str, Any], url: str, referrer: str) -> dict[str, str]:
    """The source of a visit that landed on `url`: referrer, landing_url, utm_*, ad ids, channel_kind.

    Only what is known; the kind always is.
    """
    landing = _query(url)
    campaign, ids = context.get("campaign"), context.get("ids")
    found = {"referrer": referrer, "landing_url": url}
    for name, theirs in UTM_FIELDS.items():
        found[name] = _text(campaign, theirs) or landing.get(name, "")
    for name in channels.CLICK_IDS:
        found[name] = _text(ids, name) or landing.get(name, "")
    for name in CLIENT_IDS:
        found[name] = _text(ids, name)
    known = {name: clean_text(value, MAX_CHARS) for name, value in found.items() if value}
    known["channel_kind"] = channel_kind(known)
    return known


def channel_kind(source: Mapping[str, str]) -> str:
    """The kind of channel of a described source."""
    medium, origin = source.get("utm_medium", "").lower(), source.get("utm_source", "").lower()
    if any(source.get(name) for name in channels.AD_IDS):
        return channels.CONTEXT_ADS
    tagged = channels.kind_of_tags(medium=medium, origin=origin)
    if tagged:
        return tagged
    kind = channels.kind_of_host(_foreign_host(source))
    if kind != channels.DIRECT:
        return kind
    if source.get("fbclid"):
        return channels.SOCIAL
    return channels.REFERRAL if origin or medium else channels.DIRECT


def _foreign_host(source: Mapping[str, str]) -> str:
    host = host_of(source.get("referrer", ""))
    return "" if host == host_of(source.get("landing_url", "")) else host


@lru_cache(maxsize=20_000)
def host_of(url: str) -> str:
    """The host of an address without `www.`, "" if it has none."""
    parts = _split(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def _query(url: str) -> dict[str, str]:
    if "?" not in url:
        return {}
    parts = _split(url)
    try:
        return dict(parse_qsl(parts.query, max_num_fields=200)) if parts else {}
    except ValueError:
        return {}


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.hostname
    except ValueError:
        return None
    return parts


def _text(fields: object, name: str) -> str:
    value = fields.get(name) if isinstance(fields, dict) else None
    return value if isinstance(value, str) else ""
