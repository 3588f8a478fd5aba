"""Who gets a conversation, and when it goes back: by turns, by load, by limits, by the clock."""

from datetime import timedelta

from tests.conftest import MakeWorkspace
from tests.integration.routing.team import Team

from otklik.inbox import keeping
from otklik.inbox.contracts import AuthorKind, ConversationStatus
from otklik.routing import minding
from otklik.routing.service import set_away

MINUTE = timedelta(minutes=1)


async def test_conversations_are_given_in_turns_within_limits_and_go_on_to_whoever_comes(
    make_workspace: MakeWorkspace,
) -> None:
    team = await Team.make(make_workspace)
    anna, boris = team.ids
    number = await team.set_up("round_robin", anna, boris, operator_limit=2)

    first = await team.says(person=1)
    assert (await team.get(first)).team == number, "new ones come to the team of the settings"
    assert await team.holder(first) is None, "nobody is here"
    await team.come(anna)
    await team.look()
    assert await team.holder(first) == anna, "it waits for whoever comes"
    assert await team.told(first) == [("assigned", anna, "round_robin")]

    await team.come(boris)
    second, third, fourth = [await team.says(person=person) for person in (2, 3, 4)]
    assert [await team.holder(each) for each in (second, third, fourth)] == [boris, anna, boris]
    fifth, sixth = await team.says(person=5), await team.says(person=6)
    assert [await team.holder(each) for each in (fifth, sixth)] == [None, None], "both have two"

    await team.close(third, anna)
    assert [await team.holder(each) for each in (fifth, sixth)] == [anna, None], "the longest waiting first"
    await team.change(number, operator_limit=3)
    assert await team.holder(sixth) == boris, "a limit that rises gives at once; it was his turn"

    await team.assign(sixth, None)
    assert await team.holder(sixth) == anna, "not to him who has just given it up"
    note = await team.answers(boris, sixth)
    assert note.conversation.assignee == anna, "whoever answers beside the holder takes nothing away"

    reopened = await team.says(person=3, conversation=third)
    assert await team.holder(reopened) == anna, "a conversation comes back to whom it was with"
    assert (await team.get(third)).status is ConversationStatus.OPEN


async def test_what_came_while_he_was_gone_too_shortly_to_be_missed_is_his_at_once(
    make_workspace: MakeWorkspace,
) -> None:
    team = await Team.make(make_workspace)
    anna, _ = team.ids
    await team.set_up("round_robin", anna)
    await team.come(anna)
    await team.look()
    await team.leave(anna)
    meanwhile = await team.says()
    assert await team.holder(meanwhile) is None
    await team.come(anna)
    await team.look()
    assert await team.holder(meanwhile) == anna, "no look fell into her absence"


async def test_who_has_least_is_given_the_next_and_who_answers_first_takes_it(
    make_workspace: MakeWorkspace,
) -> None:
    team = await Team.make(make_workspace)
    anna, boris = team.ids
    await team.come(anna, boris)
    mine = await team.set_up("take", anna, boris)
    taken = await team.says(person=1)
    assert await team.holder(taken) is None
    answered = await team.answers(boris, taken)
    assert answered.conversation.assignee == boris
    assert await team.told(taken) == [("assigned", boris, "answer")]

    await team.answers(boris, await team.says(person=9))
    busy = await team.set_up("least_busy", anna, boris)
    ids = [await team.says(person=person) for person in (2, 3, 4)]
    assert [await team.holder(each) for each in ids] == [anna, anna, boris], "Boris had two"

    moved = await team.desk.anna.patch(f"/api/v1/inbox/conversations/{ids[0]}", json={"team": mine})
    assert moved.status_code == 200, moved.text
    assert moved.json()["conversation"]["team"] == mine
    assert moved.json()["conversation"]["assignee"] == anna, "she belongs to that team, too"
    listed = await team.desk.get(team.desk.anna, f"/conversations?team={busy}")
    assert [each["id"] for each in listed["items"]] == ids[:0:-1]

    await team.rule(default_team=mine)
    waits = await team.says(person=5)
    assert await team.holder(waits) is None
    given = await team.desk.anna.patch(f"/api/v1/inbox/conversations/{waits}", json={"team": busy})
    assert given.json()["conversation"]["assignee"] == anna, "moved to a team that gives, it is given at once"


async def test_nobody_waits_for_who_is_silent(make_workspace: MakeWorkspace) -> None:
    team = await Team.make(make_workspace)
    anna, boris = team.ids
    await team.set_up("round_robin", anna, boris, back_after_minutes=10)
    await team.come(anna)
    silent = await team.says(person=1)
    assert await team.holder(silent) == anna

    await team.look(9 * MINUTE)
    assert await team.holder(silent) == anna
    draft = f"/api/v1/inbox/conversations/{silent}/draft"
    assert (await team.desk.anna.put(draft, json={"body": "Well"})).status_code == 204
    await team.age(silent, 2 * MINUTE)
    await team.look(9 * MINUTE)
    assert await team.holder(silent) == anna, "she writes at an answer"
    assert (await team.desk.anna.put(draft, json={"body": ""})).status_code == 204
    await team.look(11 * MINUTE)
    assert await team.holder(silent) is None, "ten minutes without a word"
    await team.come(boris)
    await team.look()
    assert await team.told(silent) == [
        ("assigned", anna, "round_robin"),
        ("unassigned", anna, "silence"),
        ("assigned", boris, "round_robin"),
    ], "not to her who was silent, though she is here and it is her turn"


async def test_nobody_waits_for_who_is_gone_or_away(make_workspace: MakeWorkspace) -> None:
    team = await Team.make(make_workspace)
    anna, boris = team.ids
    await team.set_up("round_robin", anna, boris)
    await team.come(boris)
    held = await team.says(person=1)
    await team.come(anna)
    await team.answers(boris, held)
    await team.leave(boris)
    await team.look()
    await team.look(5 * MINUTE)
    assert await team.holder(held) == boris, "nobody waits for him: it stays his"
    await team.age(held, 5 * MINUTE)
    await team.says(person=1, conversation=held)
    assert await team.holder(held) == anna, "the visitor comes back and he is not here"

    left = await team.says(person=2)
    assert await team.holder(left) == anna
    await team.come(boris)
    await team.leave(anna)
    await team.look()
    await team.look(MINUTE / 2)
    assert await team.holder(left) == anna, "her page may only load anew"
    await team.come(anna)
    await team.look(2 * MINUTE)
    assert await team.holder(left) == anna, "she is back"
    await team.leave(anna)
    await team.look()
    await team.look(2 * MINUTE)
    assert [await team.holder(each) for each in (held, left)] == [boris, boris]

    await team.come(anna)
    await set_away(team.engines, workspace_id=team.workspace, member_id=boris, is_away=True)
    assert [await team.holder(each) for each in (held, left)] == [anna, anna], "he says so: at once"
    await team.run("UPDATE memberships SET role = 'viewer' WHERE member_id = %s", anna)
    await team.age(left, 2 * MINUTE)
    await team.says(person=2, conversation=left)
    assert await team.holder(left) is None, "she is here, and may not answer any more"
    await team.run("UPDATE memberships SET role = 'operator' WHERE member_id = %s", anna)
    await minding.look_at_queues(team.engines, now=keeping.now())
    assert await team.holder(left) == anna
    await team.rule(default_team=(await team.get(left)).team, back_when_away=False)
    await set_away(team.engines, workspace_id=team.workspace, member_id=anna, is_away=True)
    assert await team.holder(left) == anna, "the rule is switched off"


async def test_a_process_that_was_silent_brings_its_operators_back(make_workspace: MakeWorkspace) -> None:
    team = await Team.make(make_workspace)
    (anna, _) = team.ids
    await team.set_up("round_robin", anna)
    await team.come(anna)
    await team.run("UPDATE presence_processes SET seen_at = now() - interval '31 seconds'")
    await team.look()
    await team.look(2 * MINUTE)
    talk = await team.says()
    assert await team.holder(talk) is None, "her process was taken for dead"

    team.presence._beat_at = -100.0
    await team.presence.flush()
    await team.look()
    assert await team.holder(talk) == anna, "it was only slow: what waited is hers"
    await team.run("UPDATE presence_processes SET seen_at = now() - interval '31 seconds'")
    await team.look()
    await team.look(2 * MINUTE)
    assert await team.holder(talk) is None, "she was expected once more, and missed once more"


async def test_who_does_not_move_is_away_until_he_does(make_workspace: MakeWorkspace) -> None:
    team = await Team.make(make_workspace)
    anna, boris = team.ids
    number = await team.set_up("round_robin", anna, boris)
    await team.rule(default_team=number, auto_away_minutes=15)
    await team.come(anna, boris)
    held = await team.says(person=1)
    assert await team.holder(held) == anna
    await team.run(
        "UPDATE operator_presence SET active_at = active_at - interval '16 minutes' WHERE member_id = %s",
        anna,
    )
    await team.look()
    assert await team.holder(held) == boris

    async def states() -> dict[int, str]:
        found = await team.desk.get(team.desk.anna, "/operators")
        return {each["id"]: each["state"] for each in found["items"] if each["id"] in team.ids}

    assert await states() == {anna: "away", boris: "online"}
    team.presence.touch_operator(workspace_id=team.workspace, member_id=anna)
    await team.presence.flush()
    assert await states() == {anna: "online", boris: "online"}

    await set_away(team.engines, workspace_id=team.workspace, member_id=anna, is_away=True)
    await team.look(20 * MINUTE)
    assert await states() == {anna: "away", boris: "away"}
    team.presence._active_at.clear()
    for member in team.ids:
        team.presence.touch_operator(workspace_id=team.workspace, member_id=member)
    await team.presence.flush()
    assert await states() == {anna: "away", boris: "online"}, "what is said by hand holds"


async def test_a_line_that_comes_back_is_no_move(make_workspace: MakeWorkspace) -> None:
    team = await Team.make(make_workspace)
    anna, boris = team.ids
    number = await team.set_up("round_robin", anna, boris)
    await team.rule(default_team=number, auto_away_minutes=15)
    await team.come(anna, boris)
    for table in ("operator_presence", "operator_grace"):
        await team.run(
            f"UPDATE {table} SET active_at = active_at - interval '14 minutes' WHERE member_id = %s",
            anna,
        )
    for _ in range(3):
        await team.leave(anna)
        await team.come(anna)
    await team.look(2 * MINUTE)
    assert await team.holder(await team.says(person=1)) == boris, "she has not moved for a quarter of an hour"
    team.presence.touch_operator(workspace_id=team.workspace, member_id=anna)
    await team.presence.flush()
    await team.leave(anna)
    await team.come(anna)
    await team.look(2 * MINUTE)
    held = {await team.holder(await team.says(person=each)) for each in (2, 3)}
    assert held == {anna, boris}, "she has moved since"


async def test_the_closed_time_is_told_once_and_a_rating_is_asked_for(make_workspace: MakeWorkspace) -> None:
    team = await Team.make(make_workspace)
    anna, boris = team.ids
    chat = {"hours": {"zone": "UTC", "days": [[]] * 7, "holidays": []}}
    answer = await team.desk.workspace.api.put("/api/v1/inbox/chat-settings", json=chat)
    assert answer.status_code == 200, answer.text
    text = {"ru": "Ответим утром", "en": "We answer in the morning"}
    await team.rule(out_of_hours={"is_on": True, "text": text}, csat={"is_on": True, "delay_minutes": 5})

    russian = await team.says("Здравствуйте", person=1)
    await team.says("Вы тут?", person=1, conversation=russian)
    said = [part for part in await team.parts(russian) if part.author.kind is AuthorKind.BOT]
    assert [(part.body, part.data) for part in said] == [("Ответим утром", {"auto": "out_of_hours"})]
    row = await team.get(russian)
    assert row.waiting_since is not None
    assert row.replied_at is None, "a bot's words are no answer"
    english = await team.says("Hello", person=2)
    assert "We answer in the morning" in [part.body for part in await team.parts(english)]

    await team.come(anna)
    await team.answers(anna, english)
    await team.age(english, timedelta(days=3))
    await team.run("UPDATE conversations SET hours_told_at = NULL WHERE id = %s", english)
    await team.says("Thanks", person=2, conversation=english)
    assert len(await team.parts(english)) == 5, "whoever talks with somebody who is here is not sent away"

    await team.close(russian, anna)
    assert (await team.get(russian)).due_at is None, "nobody answered him: nothing to rate"
    closed = await team.close(english, anna)
    assert closed.asked_at is None
    await team.look(4 * MINUTE)
    assert (await team.get(english)).asked_at is None
    await team.look(6 * MINUTE)
    asked = await team.get(english)
    assert asked.asked_at is not None
    assert asked.seq > closed.seq, "his browser is told"
    assert boris
