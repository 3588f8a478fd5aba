"""Who stands beside rows of conversations: people by their homes, members by their ids."""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from otklik.desk import repository_members
from otklik.desk.repository_members import Face
from otklik.desk.schemas import PersonBeside
from otklik.inbox import repository_blocks, repository_devices, repository_presence
from otklik.inbox.contracts import AuthorKind, Conversation, Part
from otklik.infra.engines import Engines
from otklik.infra.secrets import Secrets
from otklik.profiles import service as profiles
from otklik.profiles.contracts import Json


class Beside(msgspec.Struct, frozen=True):
    """People by home, names and pictures of members; what links to files are signed with."""

    workspace_id: int
    secrets: Secrets
    people: dict[int, PersonBeside]
    members: dict[int, Face]

    def person(self, home: int) -> PersonBeside:
        """Whose home it is; a nameless one is himself."""
        return self.people.get(home) or PersonBeside(id=str(home))


async def load_beside(
    engines: Engines, *, workspace_id: int, conversations: Iterable[Conversation], parts: Iterable[Part] = ()
) -> Beside:
    """Everybody whom these rows name."""
    homes = {row.profile_id for row in conversations}
    members: set[int] = set()
    for part in parts:
        if part.author.id is not None:
            (homes if part.author.kind is AuthorKind.VISITOR else members).add(part.author.id)
    return Beside(
        workspace_id,
        engines.secrets,
        await load_people(engines, workspace_id=workspace_id, homes=homes),
        await load_faces(engines, member_ids=members),
    )


async def load_people(
    engines: Engines, *, workspace_id: int, homes: Collection[int]
) -> dict[int, PersonBeside]:
    """The cards' heads of homes."""
    asked = sorted(set(homes) - {0})
    if not asked:
        return {}
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=asked)
    roots = {cluster.root for cluster in clusters.values()}
    heads = await profiles.list_heads(engines, workspace_id=workspace_id, roots=sorted(roots))
    marks = await _read_marks(engines, workspace_id, [m for each in clusters.values() for m in each.members])
    return {
        home: marks.put_on(_person(cluster.root, heads.get(cluster.root)), cluster.members)
        for home, cluster in clusters.items()
    }


class _Marks(msgspec.Struct, frozen=True):
    """Homes that are here now, whose messages are not taken, that have proved who they are."""

    online: set[int]
    blocked: set[int]
    verified: set[int]

    def put_on(self, person: PersonBeside, homes: Collection[int]) -> PersonBeside:
        """The person who has these homes, with his marks."""
        marks = {
            "is_online": not self.online.isdisjoint(homes),
            "is_blocked": not self.blocked.isdisjoint(homes),
            "is_verified": not self.verified.isdisjoint(homes),
        }
        return person.model_copy(update=marks)


async def _read_marks(engines: Engines, workspace_id: int, homes: Sequence[int]) -> _Marks:
    async with engines.postgres.looking() as connection:
        return _Marks(
            await repository_presence.list_online(connection, workspace_id=workspace_id, people=homes),
            await repository_blocks.list_blocked(connection, workspace_id=workspace_id, people=homes),
            await repository_devices.list_verified(connection, workspace_id=workspace_id, people=homes),
        )


async def load_faces(engines: Engines, *, member_ids: Collection[int]) -> dict[int, Face]:
    """How members are called and look."""
    if not member_ids:
        return {}
    async with engines.postgres.looking() as connection:
        return await repository_members.find_faces(connection, member_ids=member_ids)


async def load_names(engines: Engines, *, member_ids: Collection[int]) -> dict[int, str]:
    """How members are called."""
    faces = await load_faces(engines, member_ids=member_ids)
    return {member: face.name for member, face in faces.items()}


def _person(root: int, head: profiles.Head | None) -> PersonBeside:
    if head is None:
        return PersonBeside(id=str(root))

    def text(name: str) -> str:
        value: Json = head.properties.get(name)
        return value if isinstance(value, str) else ""

    return PersonBeside(
        id=str(root),
        name=text("$name"),
        email=text("$email"),
        phone=text("$phone"),
        user_id=head.user_id,
        country=text("$country"),
        city=text("$city"),
    )
