"""Standard events and properties (docs/reference/names.md) as a sentence about people says them, Russian."""

from collections.abc import Mapping
from typing import Final

from otklik.segments.language.wording_base import EventWords

EVENTS: Final[Mapping[str, EventWords]] = {
    "$session_started": EventWords("Начало сессии", "заходили на сайт", "не заходили на сайт"),
    "$page_viewed": EventWords("Просмотр страницы", "смотрели страницу", "не смотрели страницу"),
    "$element_clicked": EventWords("Щелчок", "щёлкали по элементу", "не щёлкали по элементу"),
    "$field_filled": EventWords("Поле заполнено", "заполняли поле", "не заполняли поле"),
    "$form_submitted": EventWords("Форма отправлена", "отправляли форму", "не отправляли форму"),
    "$scrolled": EventWords("Прокрутка", "прокручивали страницу", "не прокручивали страницу"),
    "$exit_intent": EventWords(
        "Попытка уйти", "собирались уйти со страницы", "не собирались уйти со страницы"
    ),
    "$time_on_page": EventWords("Время на странице", "задержались на странице", "не задержались на странице"),
    "$time_on_site": EventWords("Время на сайте", "задержались на сайте", "не задержались на сайте"),
    "$identified": EventWords("Данные переданы", "назвали себя", "не назвали себя"),
    "$registered": EventWords("Регистрация", "зарегистрировались", "не зарегистрировались"),
    "$signed_in": EventWords("Вход", "входили в личный кабинет", "не входили в личный кабинет"),
    "$signed_out": EventWords("Выход", "выходили из личного кабинета", "не выходили из личного кабинета"),
    "$merged": EventWords(
        "Карточки объединены", "были объединены с другой карточкой", "не были объединены с другой карточкой"
    ),
    "$unmerged": EventWords(
        "Карточки разделены", "были отделены от другой карточки", "не были отделены от другой карточки"
    ),
    "$email_changed": EventWords("Email изменён", "изменили email", "не изменили email"),
    "$phone_changed": EventWords("Телефон изменён", "изменили телефон", "не изменили телефон"),
    "$name_changed": EventWords("Имя изменено", "изменили имя", "не изменили имя"),
    "$property_changed": EventWords(
        "Свойство изменено", "сменили значение свойства", "не сменили значение свойства"
    ),
    "$product_viewed": EventWords("Просмотр товара", "смотрели товар", "не смотрели товар"),
    "$cart_added": EventWords(
        "Товар добавлен в корзину", "добавляли товар в корзину", "не добавляли товар в корзину"
    ),
    "$cart_removed": EventWords(
        "Товар убран из корзины", "убирали товар из корзины", "не убирали товар из корзины"
    ),
    "$favorite_added": EventWords(
        "Товар добавлен в избранное", "добавляли товар в избранное", "не добавляли товар в избранное"
    ),
    "$category_viewed": EventWords("Просмотр категории", "смотрели категорию", "не смотрели категорию"),
    "$search_performed": EventWords("Поиск", "искали на сайте", "не искали на сайте"),
    "$cart_viewed": EventWords("Просмотр корзины", "смотрели корзину", "не смотрели корзину"),
    "$order_started": EventWords(
        "Начало оформления заказа", "начинали оформлять заказ", "не начинали оформлять заказ"
    ),
    "$order_completed": EventWords("Заказ оформлен", "оформили заказ", "не оформили заказ"),
    "$order_paid": EventWords("Заказ оплачен", "оплатили заказ", "не оплатили заказ"),
    "$order_cancelled": EventWords("Заказ отменён", "отменили заказ", "не отменили заказ"),
    "$order_refunded": EventWords("Возврат заказа", "вернули заказ", "не вернули заказ"),
    "$order_status_changed": EventWords(
        "Смена статуса заказа", "дождались смены статуса заказа", "не дождались смены статуса заказа"
    ),
    "$message_sent": EventWords(
        "Сообщение отправлено", "были адресатами сообщения", "не были адресатами сообщения"
    ),
    "$message_delivered": EventWords("Сообщение доставлено", "получили сообщение", "не получили сообщение"),
    "$message_shown": EventWords("Сообщение показано", "увидели сообщение", "не увидели сообщение"),
    "$message_read": EventWords("Сообщение прочитано", "прочитали сообщение", "не прочитали сообщение"),
    "$message_clicked": EventWords(
        "Переход из сообщения", "перешли по ссылке из сообщения", "не перешли по ссылке из сообщения"
    ),
    "$message_closed": EventWords("Сообщение закрыто", "закрыли сообщение", "не закрыли сообщение"),
    "$message_replied": EventWords("Ответ на сообщение", "ответили на сообщение", "не ответили на сообщение"),
    "$message_unsubscribed": EventWords(
        "Отписка в сообщении", "отписались в сообщении", "не отписались в сообщении"
    ),
    "$message_complained": EventWords(
        "Жалоба на сообщение", "пожаловались на сообщение", "не пожаловались на сообщение"
    ),
    "$message_bounced": EventWords(
        "Сообщение вернулось", "оказались недоступны для сообщения", "не оказывались недоступны для сообщения"
    ),
    "$message_failed": EventWords(
        "Сообщение не отправлено",
        "из-за сбоя остались без сообщения",
        "не оставались из-за сбоя без сообщения",
    ),
    "$message_skipped": EventWords(
        "Сообщение пропущено",
        "по правилам отправки остались без сообщения",
        "не оставались по правилам отправки без сообщения",
    ),
    "$goal_reached": EventWords("Цель достигнута", "достигли цели", "не достигли цели"),
    "$experiment_assigned": EventWords(
        "Участие в эксперименте", "участвуют в эксперименте", "не участвуют в эксперименте"
    ),
    "$segment_entered": EventWords("Вход в сегмент", "попали в сегмент", "не попали в сегмент"),
    "$segment_left": EventWords("Выход из сегмента", "вышли из сегмента", "не вышли из сегмента"),
    "$list_joined": EventWords("Добавление в список", "попали в список", "не попали в список"),
    "$list_left": EventWords("Удаление из списка", "вышли из списка", "не вышли из списка"),
    "$score_reached": EventWords("Порог баллов достигнут", "набрали порог баллов", "не набрали порог баллов"),
    "$subscribed": EventWords("Подписка", "подписались", "не подписались"),
    "$unsubscribed": EventWords("Отписка", "отписались", "не отписались"),
    "$consent_given": EventWords("Согласие дано", "дали согласие", "не дали согласие"),
    "$consent_withdrawn": EventWords("Согласие отозвано", "отозвали согласие", "не отозвали согласие"),
    "$conversation_started": EventWords("Начало диалога", "начинали диалог", "не начинали диалог"),
    "$conversation_closed": EventWords("Диалог закрыт", "завершили диалог", "не завершили диалог"),
    "$conversation_reopened": EventWords(
        "Диалог открыт снова", "возобновили диалог", "не возобновили диалог"
    ),
    "$conversation_replied": EventWords(
        "Ответ в диалоге", "получили ответ в диалоге", "не получили ответ в диалоге"
    ),
    "$rated": EventWords("Оценка", "поставили оценку", "не поставили оценку"),
    "$call_started": EventWords("Начало звонка", "начинали звонок", "не начинали звонок"),
    "$call_finished": EventWords("Звонок завершён", "говорили по телефону", "не говорили по телефону"),
    "$call_missed": EventWords(
        "Пропущенный звонок", "звонили и не дозвонились", "не имели пропущенных звонков"
    ),
    "$task_created": EventWords("Задача создана", "стали поводом для задачи", "не стали поводом для задачи"),
    "$task_done": EventWords(
        "Задача выполнена", "дождались выполнения задачи", "не дождались выполнения задачи"
    ),
    "$promo_code_issued": EventWords("Промокод выдан", "получили промокод", "не получили промокод"),
    "$promo_code_used": EventWords("Промокод использован", "применили промокод", "не применили промокод"),
}

PROPERTIES: Final[Mapping[str, str]] = {
    "$name": "имя",
    "$first_name": "имя без фамилии",
    "$last_name": "фамилия",
    "$email": "email",
    "$phone": "телефон",
    "$avatar": "аватар",
    "$gender": "пол",
    "$birthday": "день рождения",
    "$city": "город",
    "$country": "страна",
    "$time_zone": "часовой пояс",
    "$language": "язык",
    "$first_seen": "первый визит",
    "$last_seen": "последняя активность",
    "$sessions_count": "число сессий",
    "$pages_count": "число просмотренных страниц",
    "$initial_referrer": "первый источник (реферер)",
    "$initial_landing_url": "первая страница входа",
    "$initial_utm_source": "первая метка utm_source",
    "$initial_utm_medium": "первая метка utm_medium",
    "$initial_utm_campaign": "первая метка utm_campaign",
    "$initial_channel_kind": "первый вид источника",
    "$last_referrer": "последний источник (реферер)",
    "$last_landing_url": "последняя страница входа",
    "$last_utm_source": "последняя метка utm_source",
    "$last_utm_medium": "последняя метка utm_medium",
    "$last_utm_campaign": "последняя метка utm_campaign",
    "$last_channel_kind": "последний вид источника",
    "$gclid": "gclid",
    "$yclid": "yclid",
    "$fbclid": "fbclid",
    "$ga_client_id": "Client ID Google Analytics",
    "$ym_client_id": "ClientID Метрики",
    "$cart_amount": "сумма корзины",
    "$cart_items": "товары в корзине",
    "$viewed_products": "просмотренные товары",
    "$ordered_items": "заказанные товары",
    "$orders_count": "число заказов",
    "$paid_orders_count": "число оплаченных заказов",
    "$revenue": "выручка",
    "$last_payment": "последний платёж",
    "$last_order_at": "дата последнего заказа",
    "$last_order_status": "статус последнего заказа",
    "$average_cheque": "средний чек",
    "$discount": "скидка",
    "$customer_group": "группа покупателя",
    "$user_id": "ID пользователя",
    "$score": "балл",
    "$stage": "стадия",
    "$rfm": "ячейка RFM",
    "$rfm_group": "группа RFM",
    "$company": "компания",
    "$company_id": "ID компании",
    "amount": "сумма",
    "price": "цена",
    "quantity": "количество",
    "category": "категория",
    "name": "название",
    "product_id": "товар (ID)",
    "order_id": "заказ (ID)",
    "items": "состав",
    "status": "статус",
    "old_status": "прежний статус",
    "coupon": "промокод",
    "currency": "валюта",
    "url": "адрес страницы",
    "path": "путь страницы",
    "title": "заголовок",
    "referrer": "реферер",
    "query": "запрос",
    "message_id": "сообщение",
    "topic": "тема",
    "channel": "канал",
    "link": "ссылка",
    "variant": "вариант",
    "reason": "причина",
    "goal": "цель",
    "score": "балл",
    "segment": "сегмент",
    "list": "список",
    "operator": "оператор",
    "property": "свойство",
    "old": "прежнее значение",
    "new": "новое значение",
    "first": "впервые",
    "source": "источник",
    "text": "текст",
    "form": "форма",
    "element": "элемент",
    "device": "устройство",
    "browser": "браузер",
    "os": "система",
    "city": "город",
    "country": "страна",
}

CHANNELS: Final[Mapping[str, str]] = {
    "chat": "чат",
    "popup": "попапы",
    "form": "формы",
    "email": "email",
    "web_push": "веб-пуши",
    "app_push": "пуши в приложении",
    "sms": "SMS",
    "telegram": "Telegram",
    "vk": "ВКонтакте",
    "max": "MAX",
    "facebook": "Facebook",
    "callback": "обратный звонок",
    "webhook": "вебхуки",
    "task": "задачи",
}
