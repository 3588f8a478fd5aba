"""What the room refuses; each with its stable code."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import ConflictError, InvalidError, NotFoundError


def no_scenario() -> NotFoundError:
    """There is no such scenario in this workspace."""
    return NotFoundError("no_scenario", "There is no such scenario")


def no_run() -> NotFoundError:
    """There is no such walk in this scenario, or it is over."""
    return NotFoundError("no_run", "This person is not in the scenario any more")


def no_step(node: str) -> InvalidError:
    """The scenario has no step of this name."""
    return InvalidError("no_step", "There is no step “{node}”", {"node": node})


def too_many_scenarios(limit: int) -> ConflictError:
    """The workspace has as many as it may."""
    return ConflictError("too_many_scenarios", "A workspace has at most {limit} scenarios", {"limit": limit})


def wrong_status(status: str) -> ConflictError:
    """What was asked for is not done with a scenario that stands so."""
    return ConflictError("wrong_status", "The scenario is {status} now", {"status": status})


def no_graph() -> ConflictError:
    """It has not a single version yet."""
    return ConflictError("no_graph", "The scenario has no steps yet")


def not_mailing() -> ConflictError:
    """Only a mailing with steps can become automatic."""
    return ConflictError("not_mailing", "Only a mailing that has steps can become automatic")


def no_audience() -> ConflictError:
    """Everybody is in it from the beginning: nobody would ever come to it."""
    return ConflictError("no_audience", "The mailing goes to everybody: say first whom it is for")


def not_callable() -> ConflictError:
    """It has no trigger that the API may pull."""
    return ConflictError("not_callable", "The scenario has no trigger that is called by the API")


def no_rehearsal() -> NotFoundError:
    """There is no such rehearsal of this scenario."""
    return NotFoundError("no_rehearsal", "There is no such rehearsal")


def too_many_rehearsals(limit: int) -> ConflictError:
    """So many are being done already."""
    message = "{limit} rehearsals are being done already; wait for one"
    return ConflictError("too_many_rehearsals", message, {"limit": limit})


def no_mailing() -> ConflictError:
    """It is no mailing, or was not sent yet."""
    return ConflictError("no_mailing", "The scenario is no mailing that was sent")


def still_sending() -> ConflictError:
    """The round before is not over."""
    return ConflictError("still_sending", "The mailing is still going out")


def no_trigger() -> NotFoundError:
    """There is no such saved trigger in this workspace."""
    return NotFoundError("no_trigger", "There is no such saved trigger")


def trigger_exists(name: str) -> ConflictError:
    """A saved trigger of this name, capitals aside, is there."""
    return ConflictError("trigger_exists", "There is a trigger “{name}” already", {"name": name})


def trigger_in_use(names: str) -> ConflictError:
    """Scenarios begin by it."""
    return ConflictError("trigger_in_use", "Scenarios begin by this trigger: {names}", {"names": names})


RUSSIAN: Final[Mapping[str, str]] = {
    "not_mailing": "Автоматической может стать только рассылка, в которой есть что отправить",
    "no_audience": "Рассылка идёт всем: сначала скажите, для кого она",
    "invalid_graph": "В сценарии есть ошибки",
    "no_scenario": "Такого сценария нет",
    "no_rehearsal": "Такой репетиции нет",
    "too_many_rehearsals": "Уже идут репетиции: {limit}; дождитесь одной из них",
    "no_mailing": "Это не разосланная рассылка",
    "still_sending": "Рассылка ещё идёт",
    "no_trigger": "Такого сохранённого триггера нет",
    "trigger_exists": "Триггер «{name}» уже есть",
    "trigger_in_use": "С этого триггера начинаются сценарии: {names}",
    "no_run": "Этого человека в сценарии уже нет",
    "no_step": "Шага «{node}» нет",
    "too_many_scenarios": "Сценариев может быть не больше {limit}",
    "wrong_status": "Сейчас сценарий в состоянии «{status}»",
    "no_graph": "В сценарии ещё нет шагов",
    "not_callable": "У сценария нет триггера, который запускается через API",
}
