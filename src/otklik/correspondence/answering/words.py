"""What letters about conversations say of themselves, in both languages."""

from typing import Final

WORDS: Final = {
    "en": {
        "answer_subject": "{name}, {brand}: an answer to you",
        "team_subject": "{brand}: an answer to you",
        "reply_subject": "Your message to {brand}",
        "transcript_subject": "Your conversation with {brand}",
        "link_subject": "Your conversation with {brand}",
        "notice_subject": "{name} writes in the chat",
        "open": "Open the conversation",
        "open_inbox": "Answer in the inbox",
        "card": "Card",
        "page": "On the page",
        "just_reply": "You can just reply to this letter.",
        "just_reply_operator": "Just reply to this letter: the visitor gets your answer. "
        "A first line that begins with “note:” makes a note for the team.",
        "why": "You get this letter because you wrote to {brand}.",
        "why_operator": "You get this letter because you were away. Change it in your account.",
        "link_why": "Somebody asked for this link in the chat. It opens this conversation in one browser.",
        "link_until": "The link is good for {days} days, in one browser.",
        "files": "Files",
        "visitor": "Visitor",
        "you": "You",
        "team": "Team",
        "wrote": "{name} wrote:",
        "before": "Before that",
    },
    "ru": {
        "answer_subject": "{name}, {brand}: ответ для вас",
        "team_subject": "{brand}: ответ для вас",
        "reply_subject": "Ваше обращение · {brand}",
        "transcript_subject": "Ваш разговор · {brand}",
        "link_subject": "Ваш разговор · {brand}",
        "notice_subject": "{name} пишет в чат",
        "open": "Открыть разговор",
        "open_inbox": "Ответить в диалогах",
        "card": "Карточка",
        "page": "На странице",
        "just_reply": "Можно просто ответить на это письмо.",
        "just_reply_operator": "Просто ответьте на это письмо: посетитель получит ваш ответ. "
        "Первая строка, что начинается с «заметка:» или «note:», станет заметкой для команды.",
        "why": "Вы получили это письмо, потому что писали нам ({brand}).",
        "why_operator": "Вы получили это письмо, потому что вас не было на месте. "
        "Это настраивается в вашем профиле.",
        "link_why": "Эту ссылку попросили в чате. Она открывает разговор в одном браузере.",
        "link_until": "Ссылка действует {days} дн., в одном браузере.",
        "files": "Файлы",
        "visitor": "Посетитель",
        "you": "Вы",
        "team": "Команда",
        "wrote": "{name} пишет:",
        "before": "До этого",
    },
}


def say(language: str, what: str, /, **values: object) -> str:
    """A text in a language, its blanks filled; whatever fills them is not a template itself."""
    text = WORDS[language][what]
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text
