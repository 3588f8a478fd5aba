"""What the rules refuse, in words."""

from typing import Final

from otklik.kit.errors import ConflictError, InvalidError, NotFoundError

RUSSIAN: Final = {
    "no_team": "Такой группы операторов нет",
    "team_name_taken": "Группа операторов с таким названием уже есть",
    "many_teams": "Групп операторов может быть не больше {most}",
    "not_able_member": "Один из сотрудников не в проекте или не может отвечать",
    "out_of_hours_empty": "Напишите, что ответить в нерабочее время",
}


def no_team() -> NotFoundError:
    """No such team here, or it was deleted."""
    return NotFoundError("no_team", "There is no such team")


def unknown_team() -> InvalidError:
    """A team is named that is not there."""
    return InvalidError("no_team", "There is no such team")


def team_name_taken() -> ConflictError:
    """Another team is called so."""
    return ConflictError("team_name_taken", "Another team is called so")


def many_teams(most: int) -> ConflictError:
    """More teams than a workspace may have."""
    return ConflictError("many_teams", "A workspace may have {most} teams", {"most": most})


def not_able_member() -> InvalidError:
    """Not of the workspace, or his role does not let him answer."""
    return InvalidError("not_able_member", "One of the members is not here or may not answer")


def out_of_hours_empty() -> InvalidError:
    """Switched on with nothing to say."""
    return InvalidError("out_of_hours_empty", "Write what to answer out of hours")
