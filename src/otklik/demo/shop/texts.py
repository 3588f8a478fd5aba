"""Every text of the shop in its two languages; the tests hold both complete."""

from collections.abc import Mapping
from typing import Final

from otklik.demo.catalogue import Category, Language

CATEGORY_TITLES: Final[Mapping[Category, Mapping[Language, str]]] = {
    Category.CHRISTMAS: {Language.EN: "Christmas", Language.RU: "К Рождеству"},
    Category.BAGS: {Language.EN: "Bags", Language.RU: "Сумки"},
    Category.WARM: {Language.EN: "Warm hands", Language.RU: "Грелки"},
    Category.KITCHEN: {Language.EN: "Tea & baking", Language.RU: "Чай и выпечка"},
    Category.HOME: {Language.EN: "Home", Language.RU: "Для дома"},
    Category.HOBBY: {Language.EN: "Garden & hobby", Language.RU: "Сад и хобби"},
}

CATEGORY_LEADS: Final[Mapping[Category, Mapping[Language, str]]] = {
    Category.CHRISTMAS: {
        Language.EN: "Paper chains, crackers and a tree top angel: the season in a box.",
        Language.RU: "Бумажные гирлянды, хлопушки и ангел на верхушку: праздник в коробке.",
    },
    Category.BAGS: {
        Language.EN: "Big ones for the market, small ones for lunch.",
        Language.RU: "Большие — на рынок, маленькие — для обеда.",
    },
    Category.WARM: {
        Language.EN: "Hot water bottles and hand warmers for a long evening.",
        Language.RU: "Грелки и тёплые мелочи для долгого вечера.",
    },
    Category.KITCHEN: {
        Language.EN: "Tins, stands and pots for an unhurried tea.",
        Language.RU: "Банки, этажерки и чайники для неспешного чаепития.",
    },
    Category.HOME: {
        Language.EN: "Small light things that make a room yours.",
        Language.RU: "Маленькие вещи, от которых комната становится своей.",
    },
    Category.HOBBY: {
        Language.EN: "For knees in the garden and hands at the table.",
        Language.RU: "Для колен в саду и рук за столом.",
    },
}

TEXTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "tagline": {Language.EN: "Small gifts, well chosen", Language.RU: "Маленькие подарки с душой"},
    "shop_name": {Language.EN: "Tea & Thimble", Language.RU: "Чай и напёрсток"},
    "skip": {Language.EN: "Skip to content", Language.RU: "К содержанию"},
    "search": {Language.EN: "Search", Language.RU: "Поиск"},
    "search_hint": {Language.EN: "Bag, clock, teapot…", Language.RU: "Сумка, будильник, грелка…"},
    "cart": {Language.EN: "Cart", Language.RU: "Корзина"},
    "account": {Language.EN: "Account", Language.RU: "Кабинет"},
    "contact": {Language.EN: "Contact", Language.RU: "Контакты"},
    "categories": {Language.EN: "Departments", Language.RU: "Разделы"},
    "language": {Language.EN: "Language", Language.RU: "Язык"},
    "hero_title": {
        Language.EN: "Something small, chosen with care",
        Language.RU: "Мелочь, выбранная с душой",
    },
    "hero_text": {
        Language.EN: "Sixty things our customers come back for, from paper chains to a proper cake stand.",
        Language.RU: "Шестьдесят вещей, за которыми к нам возвращаются: от гирлянд до настоящей этажерки.",
    },
    "hero_button": {Language.EN: "See Christmas gifts", Language.RU: "Подарки к Рождеству"},
    "best_sellers": {Language.EN: "Best sellers", Language.RU: "Хиты продаж"},
    "all_of": {Language.EN: "See all", Language.RU: "Все товары"},
    "add": {Language.EN: "Add to cart", Language.RU: "В корзину"},
    "added": {Language.EN: "In the cart", Language.RU: "В корзине"},
    "quantity": {Language.EN: "Quantity", Language.RU: "Количество"},
    "remove": {Language.EN: "Remove", Language.RU: "Убрать"},
    "also": {Language.EN: "Goes well with", Language.RU: "Подойдёт к этому"},
    "item_number": {Language.EN: "Item number", Language.RU: "Артикул"},
    "product_note": {
        Language.EN: "In stock. We pack it within a working day and send it with a card in the box.",
        Language.RU: "В наличии. Соберём за рабочий день и положим в коробку открытку.",
    },
    "empty_cart": {Language.EN: "Your cart is empty", Language.RU: "Корзина пуста"},
    "empty_cart_text": {
        Language.EN: "Start with what others take most often.",
        Language.RU: "Начните с того, что берут чаще всего.",
    },
    "to_shop": {Language.EN: "Go to the shop", Language.RU: "В магазин"},
    "total": {Language.EN: "Total", Language.RU: "Итого"},
    "checkout": {Language.EN: "Checkout", Language.RU: "Оформить заказ"},
    "checkout_title": {Language.EN: "Your order", Language.RU: "Ваш заказ"},
    "name": {Language.EN: "Name", Language.RU: "Имя"},
    "email": {Language.EN: "Email", Language.RU: "Почта"},
    "phone": {Language.EN: "Phone", Language.RU: "Телефон"},
    "address": {Language.EN: "Delivery address", Language.RU: "Адрес доставки"},
    "place_order": {Language.EN: "Place the order", Language.RU: "Заказать"},
    "no_payment": {
        Language.EN: "This is a demo: nothing is charged and nothing is sent.",
        Language.RU: "Это демонстрация: деньги не списываются, ничего не отправляется.",
    },
    "thanks": {Language.EN: "Thank you, the order is placed", Language.RU: "Спасибо, заказ принят"},
    "order_number": {Language.EN: "Order number", Language.RU: "Номер заказа"},
    "search_title": {Language.EN: "Search", Language.RU: "Поиск"},
    "found": {Language.EN: "Found", Language.RU: "Найдено"},
    "nothing_found": {Language.EN: "Nothing found for", Language.RU: "Ничего не нашлось по запросу"},
    "sign_in": {Language.EN: "Sign in", Language.RU: "Войти"},
    "sign_up": {Language.EN: "Create an account", Language.RU: "Создать кабинет"},
    "sign_up_button": {Language.EN: "Sign up", Language.RU: "Зарегистрироваться"},
    "sign_out": {Language.EN: "Sign out", Language.RU: "Выйти"},
    "password": {Language.EN: "Password", Language.RU: "Пароль"},
    "password_hint": {Language.EN: "At least 6 characters", Language.RU: "Не короче 6 знаков"},
    "hello": {Language.EN: "Hello", Language.RU: "Здравствуйте"},
    "account_text": {
        Language.EN: "Accounts of this demo live until the shop restarts.",
        Language.RU: "Кабинеты этой демонстрации живут до перезапуска магазина.",
    },
    "wrong_sign_in": {
        Language.EN: "No account with this email and password.",
        Language.RU: "Нет кабинета с такой почтой и паролем.",
    },
    "taken_email": {
        Language.EN: "This email already has an account: sign in.",
        Language.RU: "На эту почту кабинет уже есть: войдите.",
    },
    "wrong_fields": {
        Language.EN: "Please fill in every field.",
        Language.RU: "Заполните, пожалуйста, все поля.",
    },
    "contact_title": {Language.EN: "Write to us", Language.RU: "Напишите нам"},
    "contact_text": {
        Language.EN: "We answer the same day, and a person does.",
        Language.RU: "Отвечаем в тот же день, и отвечает человек.",
    },
    "question": {Language.EN: "Your question", Language.RU: "Ваш вопрос"},
    "send": {Language.EN: "Send", Language.RU: "Отправить"},
    "sent": {Language.EN: "Thank you, we have your letter.", Language.RU: "Спасибо, письмо у нас."},
    "not_found": {Language.EN: "There is no such page", Language.RU: "Такой страницы нет"},
    "not_found_text": {
        Language.EN: "Perhaps it was sold. Look at the departments above.",
        Language.RU: "Может быть, её уже купили. Загляните в разделы выше.",
    },
    "demo_note": {
        Language.EN: (
            "A demonstration shop. The goods, prices and past orders are real data; the visitors you see in "
            "Otklik and their page views are simulated around those orders, names and contacts are invented."
        ),
        Language.RU: (
            "Демонстрационный магазин. Товары, цены и прошлые заказы — настоящие данные; посетители и их "
            "просмотры страниц смоделированы вокруг этих заказов, имена и контакты вымышлены."
        ),
    },
    "data_by": {Language.EN: "Data", Language.RU: "Данные"},
    "prices_in": {
        Language.EN: "Prices in pounds sterling (GBP)",
        Language.RU: "Цены в фунтах стерлингов (GBP)",
    },
}


def text(key: str, language: Language) -> str:
    """The text of `key` in `language`; an unknown key is a programmer's error (KeyError)."""
    return TEXTS[key][language]


def category_title(category: Category, language: Language) -> str:
    """The name of a shelf."""
    return CATEGORY_TITLES[category][language]
