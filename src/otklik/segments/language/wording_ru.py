"""Conditions in Russian."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from otklik.segments.language.conditions import (
    Consented,
    Duration,
    InList,
    InSegment,
    MeasureKind,
    Op,
    Tagged,
)
from otklik.segments.language.wording_base import EventWords, Member, Wording, spans
from otklik.segments.language.wording_ru_names import CHANNELS, EVENTS, PROPERTIES

# One, two to four, five and more (CLDR: one, few, many); then the genitive of one and of many.
_UNITS: Final[Mapping[str, tuple[str, str, str, str, str]]] = {
    "year": ("год", "года", "лет", "года", "лет"),
    "month": ("месяц", "месяца", "месяцев", "месяца", "месяцев"),
    "day": ("день", "дня", "дней", "дня", "дней"),
    "hour": ("час", "часа", "часов", "часа", "часов"),
    "minute": ("минуту", "минуты", "минут", "минуты", "минут"),
    "second": ("секунду", "секунды", "секунд", "секунды", "секунд"),
}
_FEMININE: Final = ("minute", "second")
_CONSENTS: Final = {
    "processing": "на обработку данных",
    "advertising": "на рекламу",
    "tracking": "на отслеживание",
}
_FRACTION: Final = "секунды"
_FULL_GROUP: Final = 10_000


class Russian(Wording):
    """«смотрели корзину за последние 7 дней и не оформили заказ»."""

    events: ClassVar[Mapping[str, EventWords]] = EVENTS
    properties: ClassVar[Mapping[str, str]] = PROPERTIES
    channels: ClassVar[Mapping[str, str]] = CHANNELS
    both: ClassVar[str] = " и "
    either: ClassVar[str] = " или "
    it_is_false: ClassVar[str] = "неверно, что"
    measures: ClassVar[Mapping[MeasureKind, str]] = {
        MeasureKind.SUM: "общая сумма по свойству",
        MeasureKind.AVG: "среднее значение свойства",
        MeasureKind.MIN: "наименьшее значение свойства",
        MeasureKind.MAX: "наибольшее значение свойства",
        MeasureKind.FIRST: "первое значение свойства",
        MeasureKind.LAST: "последнее значение свойства",
        MeasureKind.DISTINCT: "число разных значений свойства",
    }
    operators: ClassVar[Mapping[Op, str]] = {
        Op.EQ: "— {}",
        Op.NE: "— не {}",
        Op.IN: "— из списка ({})",
        Op.NOT_IN: "— не из списка ({})",
        Op.CONTAINS: "содержит {}",
        Op.NOT_CONTAINS: "не содержит {}",
        Op.STARTS_WITH: "начинается с {}",
        Op.ENDS_WITH: "заканчивается на {}",
        Op.MATCHES: "подходит под выражение {}",
        Op.GT: "больше {}",
        Op.GTE: "не меньше {}",
        Op.LT: "меньше {}",
        Op.LTE: "не больше {}",
        Op.BETWEEN: "от {} до {}",
        Op.HAS: "включает {}",
        Op.HAS_ANY: "включает хотя бы одно из ({})",
        Op.HAS_ALL: "включает все ({})",
        Op.BEFORE: "раньше {}",
        Op.AFTER: "позже {}",
        Op.WITHIN_LAST: "— {}",
        Op.WITHIN_NEXT: "— {}",
    }

    def quoted(self, text: str) -> str:
        """«ёлочки»."""
        return f"«{text}»"

    def number(self, number: float | Decimal) -> str:
        """`20 000,5`; four digits stand together."""
        grouped = f"{Decimal(repr(number)) if isinstance(number, float) else number:,}"
        if abs(float(number)) < _FULL_GROUP:
            grouped = grouped.replace(",", "")
        return grouped.replace(",", "\u00a0").replace(".", ",").replace("-", "−")

    def day(self, day: date) -> str:
        """31.01.2026."""
        return f"{day:%d.%m.%Y}"

    def yes_or_no(self, *, is_yes: bool) -> str:
        """«да» or «нет»."""
        return "«да»" if is_yes else "«нет»"

    def more(self, count: int) -> str:
        """The rest of a long list."""
        return f"и ещё {self.number(count)}"

    def own_event(self, title: str, *, is_done: bool) -> str:
        """An event of the site: its title is any words, so it stands in quotes."""
        return f"совершили событие {title}" if is_done else f"не совершали события {title}"

    def some_event(self, prefix: str, *, is_done: bool) -> str:
        """Events by the beginning of their names."""
        if not prefix:
            return "проявляли активность" if is_done else "не проявляли активности"
        title = self.quoted(f"{prefix}…")
        return f"совершили любое из событий {title}" if is_done else f"не совершали событий {title}"

    def count(self, op: Op, numbers: Sequence[int]) -> str:
        """«не меньше 3 раз», «ровно 2 раза», «меньше 3 раз (или ни разу)»."""
        if op is Op.BETWEEN:
            return f"от {self.number(numbers[0])} до {self._times(numbers[1], is_genitive=True)}"
        if op is Op.EQ:
            return f"ровно {self._times(numbers[0], is_genitive=False)}"
        if op is Op.NE:
            return f"не ровно {self._times(numbers[0], is_genitive=False)}"
        words = {Op.GT: "больше", Op.GTE: "не меньше", Op.LT: "меньше", Op.LTE: "не больше"}
        never = " (или ни разу)" if op in {Op.LT, Op.LTE} else ""
        return f"{words[op]} {self._times(numbers[0], is_genitive=True)}{never}"

    def same(self, label: str) -> str:
        """For one value of a property."""
        return f"с одним и тем же значением свойства {self._in_quotes(label)}"

    def last(self, duration: Duration) -> str:
        """«за последние 7 дней», «за последний час»."""
        return f"за {self._side('последн', duration)}"

    def next(self, duration: Duration) -> str:
        """«в ближайшие 7 дней»."""
        return f"в {self._side('ближайш', duration)}"

    def length(self, duration: Duration) -> str:
        """In the genitive: «7 дней», «1 часа»."""
        return " ".join(self._genitive(number, unit) for number, unit in spans(duration))

    def between(self, since: str | None, until: str | None) -> str:
        """«с 01.01.2026 по 31.01.2026 00:00»."""
        return " ".join(f"{word} {end}" for word, end in (("с", since), ("по", until)) if end is not None)

    def is_set(self, label: str, *, is_set: bool) -> str:
        """«указано: email»."""
        return f"указано: {label}" if is_set else f"не указано: {label}"

    def anniversary(self, label: str, duration: Duration) -> str:
        """The day of the year comes soon."""
        return f"{label} (годовщина) — {self.next(duration)}"

    def held(self, label: str, value: str, duration: Duration, *, is_long: bool) -> str:
        """For how long the value has been this."""
        return f"{label} — {value} {'уже не меньше' if is_long else 'меньше'} {self.length(duration)}"

    def figure(self, measure: str, label: str, title: str, rest: str) -> str:
        """A measure over events."""
        return f"{measure} {self._in_quotes(label)} по событиям {title}" + (f" {rest}" if rest else "")

    def figure_is_there(self, figure: str, *, is_there: bool) -> str:
        """There is such a figure, or none."""
        return f"{'есть' if is_there else 'нет данных:'} {figure}"

    def sequence(self, steps: Sequence[str], within: str | None, during: str | None) -> str:
        """«сначала …, затем …, всё в течение 1 дня»."""
        text = f"сначала {', затем '.join(steps)}"
        text += f", всё в течение {within}" if within is not None else ""
        return text + (f", начало — {during}" if during is not None else "")

    def absence(self, steps: Sequence[str], missing: str, within: str, during: str | None) -> str:
        """«смотрели корзину и в течение 1 часа после этого не оформили заказ»."""
        is_one = len(steps) == 1
        text = steps[0] if is_one else f"сначала {', затем '.join(steps)},"
        joint = "после этого" if is_one else "после первого шага"
        text = f"{text} и в течение {within} {joint} {missing}"
        return text + (f", начало — {during}" if during is not None else "")

    def member(self, member: Member, *, is_in: bool) -> str:
        """Segments, lists, tags, subscriptions, consents."""
        no = "" if is_in else "не "
        if isinstance(member, InSegment):
            title = self.names.segments.get(member.segment_id, f"№ {member.segment_id}")
            return f"{no}входят в сегмент {self.quoted(title)}"
        if isinstance(member, InList):
            title = self.names.lists.get(member.list_id, f"№ {member.list_id}")
            return f"{no}состоят в списке {self.quoted(title)}"
        if isinstance(member, Tagged):
            return f"{no}отмечены тегом {self.quoted(self.names.tags.get(member.tag, member.tag))}"
        if isinstance(member, Consented):
            return f"{no}дали согласие {_CONSENTS.get(member.kind, self.quoted(member.kind))}"
        channel = self.quoted(self.channels.get(member.channel, member.channel))
        topic = f", тема {self.quoted(member.topic)}" if member.topic else ""
        return f"{no}подписаны на канал {channel}{topic}"

    def _times(self, number: int, *, is_genitive: bool) -> str:
        form = _plural(number)
        word = ("раза" if form == 0 else "раз") if is_genitive else ("раз", "раза", "раз")[form]
        return f"{self.number(number)} {word}"

    def _side(self, stem: str, duration: Duration) -> str:
        """Accusative after «за» and «в»: «последний час», «последний 21 день», «последние 7 дней»."""
        parts = spans(duration)
        number, unit = parts[0]
        if len(parts) == 1 and number == 1 and unit == "day":
            return f"{stem}ие сутки"
        if len(parts) > 1 or not isinstance(number, int) or _plural(number):
            return f"{stem}ие {' '.join(self._accusative(one, name) for one, name in parts)}"
        ending = ("юю" if stem.endswith("н") else "ую") if unit in _FEMININE else "ий"
        counted = _UNITS[unit][0] if number == 1 else self._accusative(number, unit)
        return f"{stem}{ending} {counted}"

    def _accusative(self, number: int | Decimal, unit: str) -> str:
        if isinstance(number, Decimal):
            return f"{self.number(number)} {_FRACTION}"
        return f"{self.number(number)} {_UNITS[unit][_plural(number)]}"

    def _genitive(self, number: int | Decimal, unit: str) -> str:
        if isinstance(number, Decimal):
            return f"{self.number(number)} {_FRACTION}"
        return f"{self.number(number)} {_UNITS[unit][3 if _plural(number) == 0 else 4]}"

    def _in_quotes(self, label: str) -> str:
        return label if label.startswith("«") else self.quoted(label)


def _plural(number: int) -> int:
    """CLDR's plural of Russian: 0 one (1, 21), 1 few (2–4, 22–24), 2 many."""
    tens, ones = number % 100, number % 10
    if ones == 1 and tens != 11:  # noqa: PLR2004 - eleven is counted as twelve is
        return 0
    return 1 if ones in {2, 3, 4} and tens not in {12, 13, 14} else 2
