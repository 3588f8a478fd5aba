"""Every table that may hold something of a person is erased and exported, or says here why not.

Read from the catalogues of both engines: a new table with such a column fails until it is decided upon.
"""

import re
from typing import Final

from otklik.events.queries_erasure import STORES
from otklik.infra.engines import Engines
from otklik.profiles.repository_erasure import ERASED_TABLES

_PERSONAL: Final = re.compile(
    r"(^|_)(person|profile|home|root|src|dst|device|user_id|anonymous_id|email|phone|ip|message_id|item|items|body"
    r"|bodies|detail|members?|recipient|sealed|value_hash|h|blob)(_|$)"
)
_MEMBERS: Final = "of members of the team, not of visitors"
ELSEWHERE: Final = {  # erased by the intake's part (tests/integration/profiles/test_erasure.py tries each)
    "intake_log": "rewritten without his items",
    "outbox": "waited for: taken by the sender within a second",
    "prepared": "waited for: shipped and proved within seconds",
    "rejects": "deleted by the ids, emails and phones they name",
    "imports": "the upload is deleted once it is read",
    "bulk_action_people": "taken out of sets, files written anew (tests/integration/segments/test_bulk.py)",
    "import_errors": "deleted by the ids, emails and phones they name",
    "conversations": "emptied: open clients learn of it (tests/integration/inbox/test_erasure.py)",
    "conversation_parts": "deleted with his conversations",
    "conversation_reads": "deleted with his conversations",
    "conversation_devices": "deleted with his conversations",
    "conversation_drafts": "deleted with his conversations",
    "conversation_mentions": "deleted with his conversations",
    "conversation_files": "deleted with their blobs: those of his conversations, and those his browsers sent",
    "conversation_blocks": "deleted by his homes (tests/integration/chat)",
    "chat_devices": "deleted by his homes: his browser comes back as somebody new",
    "visitor_presence": "deleted by his homes",
    "scenario_runs": "deleted by his homes, with their logs (tests/integration/automation)",
    "scenario_entrants": "deleted by his homes",
    "goals_told": "deleted by his homes",
    "tasks": "deleted by his homes (tests/integration/tasks)",
    "sends": "deleted by his homes (tests/integration/messaging)",
    "talk_letters": "deleted by his homes and with his conversations (tests/integration/correspondence)",
    "promo_codes": "his name is taken off, the code stays given (tests/integration/messaging/test_promo.py)",
    "promo_uses": "deleted by his homes",
    "form_submissions": "deleted by his homes and with his sends (tests/integration/chat/test_site_forms.py)",
    "subscription_requests": "deleted by his homes (tests/integration/chat/test_confirming.py)",
    "trigger_firings": "deleted with his browsers",
    "control_assignments": "deleted by his homes",
    "mailbox": "letters to him are deleted with their sends; the others are of members of the team",
    "inbound_mails": "deleted by his homes and addresses, with their bytes (tests of correspondence)",
    "inbound_raws": "deleted with their mails",
}
NOT_ERASED: Final = {
    "erasures": "the proof; what it looked for is sealed, and forgotten when nothing is left",
    "suppressions": "keyed hashes, so that he does not come back",
    "audit_log": f"{_MEMBERS}; of him only the number of a person who is no more",
    "seen": "hashes of message ids, gone after 26 hours; a repeat would else bring his events back",
    "facts_asked": "scratch in memory, emptied after each run",
    "facts_shops": "scratch in memory, emptied after each run",
    "invitations": _MEMBERS,
    "members": _MEMBERS,
    "memberships": _MEMBERS,
    "password_resets": _MEMBERS,
    "preferences": _MEMBERS,
    "push_subscriptions": _MEMBERS,
    "push_told": f"{_MEMBERS}; gone after a day",
    "talk_member_settings": _MEMBERS,
    "sign_ins": _MEMBERS,
    "operator_presence": _MEMBERS,
    "operator_away": _MEMBERS,
    "operator_grace": _MEMBERS,
    "team_members": _MEMBERS,
    "saved_replies": _MEMBERS,
    "tracking_hosts": "of the workspace, not of visitors",
    "watch_hearing": f"{_MEMBERS}: who is told of incidents",
    "workspaces": "of the workspace, not of visitors",
    "segment_counts": "how many, not who",
    "workspace_deletions": _MEMBERS,
}
EXPORTED: Final = {
    "profiles",
    "identities",
    "merges",
    "merge_refusals",
    "consents",
    "presence",
    "events",
    "bot_events",
    "property_writes",
    "marks",
    "mark_writes",
    "conversation_parts",
    "tasks",
    "sends",
    "talk_letters",
    "form_submissions",
    "promo_codes",
    "subscription_requests",
}
NOT_EXPORTED: Final = {
    **NOT_ERASED,
    "redirects": "the merges, in another form",
    "property_now": "the values of the profile",
    "people": "follows from his events; told by the profile",
    "home_facts": "follows from his events; told by the profile",
    "home_names": "follows from his events; what he did is told by name",
    "trades": "copies of his events",
    "segment_members": "told by the profile, and as events",
    "computed_values": "told by the profile: the values are its properties",
    "segment_dues": "when to look at him again: follows from conditions",
    "intake_log": "becomes events; kept some hours",
    "outbox": "becomes events within seconds",
    "prepared": "becomes events within seconds",
    "rejects": "refused: belongs to nobody, and is shown on the reject list",
    "imports": "the workspace's own upload",
    "import_errors": "refused: belongs to nobody",
    "conversations": "told message by message",
    "scenario_runs": "the team's way of work; what came of it is told by his sends and events",
    "scenario_entrants": "how often he began: follows from the same",
    "goals_told": "which goals were told: his events tell them",
    "conversation_reads": _MEMBERS,
    "conversation_drafts": _MEMBERS,
    "conversation_mentions": _MEMBERS,
    "conversation_blocks": _MEMBERS,
    "conversation_devices": "which of his browsers may read what: told by the messages",
    "conversation_files": "named in his messages",
    "chat_devices": "secrets of browsers, kept as hashes; his ids are told by identities",
    "trigger_firings": "which events of a page stand on the card already: told by those events",
    "visitor_presence": "where he is this second; told by presence",
    "promo_uses": "which codes his orders named: told by his events",
    "control_assignments": "which arm of an experiment he is in: told as an event",
    "mailbox": "what was sent is told by sends; the other letters are of members of the team",
    "bulk_action_people": "what members did to many at once; what became of him tells the rest",
    "inbound_mails": "how his mails came: their words are told as messages",
    "inbound_raws": "the same words before they are read, for seconds",
}


async def _list_personal(engines: Engines) -> set[str]:
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            """
            SELECT c.table_name, c.column_name FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
                AND c.table_name NOT LIKE 'procrastinate%%' AND c.table_name !~ '^intake_log_'
            """
        )
        columns = await cursor.fetchall()
    rows = await engines.clickhouse.system_query(
        "SELECT table, name FROM system.columns WHERE database = currentDatabase() AND table != 'redirect'",
        comment="test",
    )
    pairs = [(str(table), str(name)) for table, name in columns] + [
        (row["table"], row["name"]) for row in rows
    ]
    return {table for table, name in pairs if _PERSONAL.search(name)}


async def test_every_table_of_a_person_is_erased_or_says_why_not(engines: Engines) -> None:
    personal = await _list_personal(engines)
    decided = {*ERASED_TABLES, *STORES, *ELSEWHERE, *NOT_ERASED}
    assert personal - decided == set()
    assert decided - personal == set(), "tables that are no more"


async def test_every_table_of_a_person_is_exported_or_says_why_not(engines: Engines) -> None:
    personal = await _list_personal(engines)
    assert personal - {*EXPORTED, *NOT_EXPORTED} == set()
    assert not EXPORTED & set(NOT_EXPORTED)
