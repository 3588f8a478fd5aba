"""Letters of this room, in both languages: plain text and the least HTML around it."""

from dataclasses import dataclass
from html import escape
from typing import Literal

Language = Literal["ru", "en"]


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter before it is addressed."""

    subject: str
    text: str
    html: str


def as_language(text: str) -> Language:
    """Russian or English; what is neither is English."""
    return "ru" if text == "ru" else "en"


def invitation_letter(
    *, language: Language, workspace_name: str, inviter: str, link: str, days: int
) -> LetterText:
    """Asks somebody to join a workspace."""
    if language == "ru":
        return _letter(
            subject=f"Приглашение в проект «{workspace_name}»",
            lines=(
                "Здравствуйте!",
                f"{inviter} приглашает вас в проект «{workspace_name}» в Отклике.",
                f"Ссылка действует {days} дн. Если вы не ждали приглашения, просто не открывайте её.",
            ),
            button="Принять приглашение",
            link=link,
        )
    return _letter(
        subject=f"Join “{workspace_name}”",
        lines=(
            "Hello!",
            f"{inviter} invites you to the workspace “{workspace_name}” in Otklik.",
            f"The link works for {days} days. If you did not expect it, just leave it.",
        ),
        button="Accept the invitation",
        link=link,
    )


def reset_letter(*, language: Language, link: str, minutes: int) -> LetterText:
    """Lets a member set a new password."""
    if language == "ru":
        return _letter(
            subject="Новый пароль для Отклика",
            lines=(
                "Здравствуйте!",
                "Кто-то, надеемся, вы, просит новый пароль для входа в Отклик.",
                f"Ссылка действует {minutes} мин. и один раз. Если это были не вы, ничего не делайте.",
            ),
            button="Задать новый пароль",
            link=link,
        )
    return _letter(
        subject="A new password for Otklik",
        lines=(
            "Hello!",
            "Somebody, we hope you, asked for a new password to sign in to Otklik.",
            f"The link works once, within {minutes} minutes. If it was not you, do nothing.",
        ),
        button="Set a new password",
        link=link,
    )


def changed_letter(*, language: Language, link: str) -> LetterText:
    """Tells a member that his password was changed."""
    if language == "ru":
        return _letter(
            subject="Пароль изменён",
            lines=(
                "Здравствуйте!",
                "Пароль для входа в Отклик изменён, остальные браузеры вышли.",
                "Если это были не вы, запросите новый пароль сейчас же.",
            ),
            button="Запросить новый пароль",
            link=link,
        )
    return _letter(
        subject="Your password was changed",
        lines=(
            "Hello!",
            "Your password for Otklik was changed; other browsers were signed out.",
            "If it was not you, ask for a new password now.",
        ),
        button="Ask for a new password",
        link=link,
    )


def _letter(*, subject: str, lines: tuple[str, ...], button: str, link: str) -> LetterText:
    text = "\n\n".join((lines[0], *lines[1:-1], f"{button}: {link}", lines[-1])) + "\n"
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines[:-1])
    html = (
        '<div style="font:16px/1.5 sans-serif;color:#1f2328;max-width:520px">'
        f"{paragraphs}"
        f'<p><a href="{escape(link)}" style="display:inline-block;padding:10px 18px;border-radius:8px;'
        f'background:#3355dd;color:#fff;text-decoration:none">{escape(button)}</a></p>'
        f'<p style="color:#656d76">{escape(lines[-1])}</p></div>'
    )
    return LetterText(subject=subject, text=text, html=html)
