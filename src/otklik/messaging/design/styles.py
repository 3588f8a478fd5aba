"""The head of a letter's page: what phones and dark mail programs are told. Pure."""

from typing import Final

from otklik.messaging.design.theme import Dark, Theme

_PHONE: Final = "@media only screen and (max-width:479px){.o-desktop{display:none!important}}"
_DESKTOP: Final = "@media only screen and (min-width:480px){.o-phone{display:none!important}}"
_NAMED: Final = ".o-name a,a.o-name{color:inherit!important}"


def write_head(theme: Theme) -> str:
    """MJML of the head: dark colours for programs that ask for them, and for Outlook with its own mark."""
    schemes = "light dark" if theme.is_dark else "light only"
    rules = [_PHONE, _DESKTOP]
    if theme.is_dark:
        plain, outlook = _dark(theme, ""), _dark(theme, "[data-ogsc] ")
        rules += [f"@media (prefers-color-scheme:dark){{{plain}}}", outlook]
    return (
        f'<mj-raw><meta name="color-scheme" content="{schemes}">'
        f'<meta name="supported-color-schemes" content="{schemes}"></mj-raw>'
        f"<mj-style>:root{{color-scheme:{schemes};supported-color-schemes:{schemes}}}{''.join(rules)}</mj-style>"
    )


def _dark(theme: Theme, under: str) -> str:
    dark = Dark.of(theme)
    rules = {
        "body": f"background:{dark.background}",
        ".o-page": f"background:{dark.background}",
        ".o-card": f"background:{dark.ground}",
        ".o-card>table": f"background:{dark.ground}",
        ".o-tint": f"background:{dark.tint}",
        ".o-tint>table": f"background:{dark.tint}",
        ".o-tint .o-ink div": f"color:{dark.ink}",
        ".o-tint a.o-link": f"color:{dark.ink}",
        ".o-card .o-ink div": f"color:{dark.ink}",
        ".o-card .o-name": f"color:{dark.ink}",
        ".o-card a.o-link": f"color:{dark.accent}",
        ".o-quiet div": f"color:{dark.quiet}",
        "a.o-quiet": f"color:{dark.quiet}",
        ".o-quiet a.o-link": f"color:{dark.quiet}",
        ".o-card .o-line p": f"border-top-color:{dark.line}",
        ".o-card .o-plain a": f"color:{dark.accent}",
        ".o-card .o-plain td": f"border-color:{dark.accent}",
    }
    if dark.is_lost:
        rules[".o-main td"] = f"background:{dark.accent}"
        rules[".o-main a"] = f"background:{dark.accent}!important;color:#000000"
    return "".join(f"{under}{name}{{{rule}!important}}" for name, rule in rules.items())
