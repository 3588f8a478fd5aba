"""The rule table of channels: which tags, click ids and hosts mean what."""

from functools import lru_cache
from typing import Final

CONTEXT_ADS: Final = "context_ads"
ORGANIC: Final = "organic"
SOCIAL: Final = "social"
MESSENGER: Final = "messenger"
EMAIL: Final = "email"
REFERRAL: Final = "referral"
DIRECT: Final = "direct"

CLICK_IDS: Final = (
    "gclid", "gbraid", "wbraid", "yclid", "ymclid", "vkclid", "rb_clickid", "msclkid", "fbclid",
)  # fmt: skip
"""Google Ads, Yandex Direct, Yandex Market, VK Ads (two generations), Microsoft Ads, Facebook."""
AD_IDS: Final = frozenset(CLICK_IDS) - {"fbclid"}
"""Facebook puts its id on every link, so that it tells no ad."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AD_MEDIUMS: Final = _words(
    """cpc ppc cpm cpa cpv cpl cpi paid paidsearch paid_search paid-search paidsocial paid_social paid-social
    display banner retargeting remarketing target targeted ads ad context kontekst"""
)
_AD_SOURCES: Final = _words(
    """yandex-direct yandex_direct yandexdirect yadirect ya_direct direct.yandex google-ads google_ads
    googleads adwords google_adwords vk_ads vk-ads vkads mytarget my_target target.my.com"""
)
_MARKS: Final = (
    (
        EMAIL,
        _words(
            """email e-mail e_mail mail newsletter rassylka mailing digest unisender sendpulse mailchimp
            mindbox sendsay"""
        ),
    ),
    (MESSENGER, _words("messenger telegram tg whatsapp wa viber max skype")),
    (
        SOCIAL,
        _words(
            """social social-network social_network smm sm vk vkontakte vk.com ok odnoklassniki ok.ru facebook
            fb instagram ig youtube tiktok twitter x pinterest linkedin dzen rutube"""
        ),
    ),
    (ORGANIC, _words("organic")),
)
_EMAIL_HOSTS: Final = _words(
    "mail.google.com e.mail.ru mail.yandex.* outlook.live.com mail.yahoo.com mail.rambler.ru"
)
_MESSENGER_HOSTS: Final = _words(
    "t.me telegram.org telegram.me wa.me whatsapp.com viber.com max.ru m.me messenger.com"
)
_SOCIAL_HOSTS: Final = _words(
    """vk.com vk.ru vkvideo.ru ok.ru facebook.com instagram.com youtube.com youtu.be tiktok.com twitter.com
    t.co x.com pinterest.* linkedin.com lnkd.in reddit.com dzen.ru rutube.ru my.mail.ru tenchat.ru habr.com
    pikabu.ru"""
)
_SEARCH_HOSTS: Final = _words(
    """yandex.* ya.ru google.* bing.com duckduckgo.com go.mail.ru nova.rambler.ru yahoo.* baidu.com ecosia.org
    search.brave.com qwant.com startpage.com"""
)
# Mail and social services live below the search engines' domains, so they are asked first.
_HOSTS: Final = (
    (EMAIL, _EMAIL_HOSTS),
    (MESSENGER, _MESSENGER_HOSTS),
    (SOCIAL, _SOCIAL_HOSTS),
    (ORGANIC, _SEARCH_HOSTS),
)


def kind_of_tags(*, medium: str, origin: str) -> str:
    """The kind that lower-case utm_medium and utm_source tell, "" if none."""
    if medium in _AD_MEDIUMS or origin in _AD_SOURCES:
        return CONTEXT_ADS
    return next((kind for kind, marks in _MARKS if medium in marks or origin in marks), "")


@lru_cache(maxsize=20_000)
def kind_of_host(host: str) -> str:
    """The kind of a referring host (lower case); "" is direct."""
    if not host:
        return DIRECT
    names = _suffixes(host)
    return next((kind for kind, hosts in _HOSTS if not names.isdisjoint(hosts)), REFERRAL)


def _suffixes(host: str) -> set[str]:
    """The host and all domains above it, each also with its last part (or two) as `*`."""
    parts = host.split(".")
    names = {".".join(parts[start:]) for start in range(len(parts))}
    for start in range(len(parts) - 1):
        names.add(".".join([*parts[start:-1], "*"]))
        names.add(".".join([*parts[start:-2], "*"]))
    return names
