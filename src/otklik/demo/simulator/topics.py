"""What simulated visitors write in the chat, in the two languages of the demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from otklik.demo.catalogue import Language

Words: TypeAlias = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, a word more after the first answer, and a last one. `{product}`: what is looked at."""

    question: Words
    more: Words
    thanks: Words


def _words(english: str, russian: str) -> Words:
    return {Language.EN: english, Language.RU: russian}


TOPICS: Final = (
    Topic(
        _words(
            "Hello! Is “{product}” in stock? I need it by the weekend.",
            "Здравствуйте! «{product}» есть в наличии? Мне нужно к выходным.",
        ),
        _words("And if I order today, when will it be here?", "А если закажу сегодня, когда привезут?"),
        _words("Lovely, I'll order it now. Thank you!", "Отлично, тогда сейчас закажу. Спасибо!"),
    ),
    Topic(
        _words(
            "Hi, my order should have come yesterday and there is no word from the courier.",
            "Добрый день, заказ должен был прийти вчера, а курьер так и не позвонил.",
        ),
        _words(
            "The number is TT-48213, it went to my office.", "Номер TT-48213, доставка была на адрес работы."
        ),
        _words("Thank you for looking into it.", "Спасибо, что разобрались."),
    ),
    Topic(
        _words("Do you deliver abroad? I live in Dublin.", "А за границу доставляете? Я живу в Дублине."),
        _words("What would it cost for two parcels?", "Сколько выйдет за две посылки?"),
        _words("That is fair. Thanks!", "Нормально. Спасибо!"),
    ),
    Topic(
        _words(
            "One cup in the set came broken. What can we do? 😔",
            "В наборе одна чашка пришла разбитой. Что можно сделать? 😔",
        ),
        _words("Shall I send you a photo?", "Прислать вам фотографию?"),
        _words("You are very kind, thank you.", "Спасибо большое, очень приятно."),
    ),
    Topic(
        _words(
            "Could you gift-wrap “{product}” and put a card inside?",
            "Можно упаковать «{product}» в подарок и вложить открытку?",
        ),
        _words(
            "The card should say: Happy birthday, Grace.", "На открытке напишите: «С днём рождения, Аня»."
        ),
        _words("Wonderful! I'm placing the order.", "Чудесно! Оформляю."),
    ),
    Topic(
        _words("The promo code does not work at the checkout.", "Промокод не срабатывает при оформлении."),
        _words(
            "It says that it has run out. I got it last week.",
            "Пишет, что истёк. Я получила его неделю назад.",
        ),
        _words("It works now, thanks a lot!", "Теперь сработал, спасибо!"),
    ),
    Topic(
        _words(
            "I need 60 of “{product}” for a fair. Is there a trade price?",
            "Нужно 60 штук «{product}» на ярмарку. Есть оптовая цена?",
        ),
        _words("We are a company, can we pay by invoice?", "Мы юрлицо, можно по счёту?"),
        _words("Good, please send the invoice to my email.", "Хорошо, присылайте счёт на почту."),
    ),
    Topic(
        _words(
            "Can I change the address? The order is not sent yet, I hope.",
            "Можно поменять адрес? Надеюсь, заказ ещё не отправили.",
        ),
        _words("New one: 14 Mill Lane, Norwich.", "Новый: Мельничная улица, 14."),
        _words("Thank you, you saved my day.", "Спасибо, выручили."),
    ),
    Topic(
        _words(
            "How big is “{product}”? The picture does not say.",
            "Какого размера «{product}»? На фотографии не понять.",
        ),
        _words("Does it go into a dishwasher?", "А в посудомойку можно?"),
        _words("Thanks, that is all I wanted to know.", "Спасибо, это всё, что хотелось узнать."),
    ),
    Topic(
        _words(
            "How do I return a thing? It is not the colour I hoped for.",
            "Как вернуть товар? Цвет оказался не тот.",
        ),
        _words("It is unopened. Do I pay for the post?", "Не вскрывала. Обратную пересылку оплачиваю я?"),
        _words("All clear, thank you.", "Всё понятно, спасибо."),
    ),
)
