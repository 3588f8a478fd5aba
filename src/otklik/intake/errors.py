"""Russian texts of this room's errors, by code; the doors for other products speak English only."""

from collections.abc import Mapping
from typing import Final

RUSSIAN: Final[Mapping[str, str]] = {
    "unknown_import_format": "Файлы вида «{format}» не читаются",
    "mapping_required": "Укажите, какая колонка что значит: `mapping`",
    "wrong_mapping": "{path} — не сопоставление колонок: {detail}",
    "too_many_columns": "В таблице может быть не больше {max} колонок",
    "not_csv": "Строка {line} — не CSV: {detail}",
    "not_xlsx": "Этот файл — не книга XLSX",
    "too_large_inside": "В распакованном виде книга слишком велика. Сохраните её как CSV",
    "empty_table": "В файле нет заголовков",
    "unreadable_file": "Файл не читается: {detail}",
    "import_finished": "Импорт уже завершён",
    "import_not_found": "Такого импорта нет",
    "file_required": "Отправьте файл в поле `file`",
    "import_too_large": "Больше 20 МБ отправляйте файлом",
    "too_many_rows": "За один раз не больше {max} строк",
    "wrong_list_column": "Укажите, какая колонка называет людей и чем: {columns}",
    "list_too_large": "Нужен файл не больше 20 МБ",
    "log_full": "Журнал приёма полон; попробуйте позже",
}
