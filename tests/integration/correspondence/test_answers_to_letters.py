"""What comes back to a letter of a message: only a person's own answer counts as one, and once."""

from tests.conftest import MakeWorkspace
from tests.integration.correspondence.test_arriving import Post, letter
from tests.integration.messaging.letters import SALE, Letters, read
from tests.unit.letters.server import running

from otklik.app import Application
from otklik.infra.engines import Engines

HERS = "Ann <ann@mail.example>"


async def test_only_her_own_words_are_a_reply(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        post = await Post.open(engines, shop.workspace)
        assert await shop.send(SALE) == ["sent"]
        (send_id,) = shop.ids
        thread = {"In_Reply_To": str(read(server)["message-id"])}
        away = letter("On holiday", number="1@m.example", From=HERS, Auto_Submitted="auto-replied", **thread)
        listed = letter("Digest", number="2@m.example", From=HERS, List_Id="<talk.list.example>", **thread)
        refused = letter("no such user", number="3@m.example", From="MAILER-DAEMON@mail.example", **thread)
        stranger = letter("Me too", number="4@m.example", From="eve@eve.example", **thread)
        quiet = await post.bring(away, listed, refused, stranger)
        assert [each["reason"] for each in quiet] == ["auto_reply", "list", "unclaimed", "stranger"]
        assert [each["state"] for each in quiet] == ["skipped", "skipped", "skipped", "taken"]
        assert (await shop.ledger.read(send_id)).replied_at is None, "nobody answered it"

        words = letter("How much is it?", number="5@m.example", From=HERS, **thread)
        more = letter("And the cup?", number="6@m.example", From=HERS, **thread)
        first, second = await post.bring(words, more)
        assert (first["reason"], first["profile_id"]) == ("message_id", str(shop.person))
        assert second["conversation_id"] == first["conversation_id"]
        assert (await shop.ledger.read(send_id)).replied_at is not None
        assert len(await shop.ledger.told("$message_replied")) == 1
        said = [part for part in (await post.talk(first))["parts"] if part["kind"] == "message"]
        assert [part["author"]["kind"] for part in reversed(said)] == ["bot", "visitor", "visitor"]
        away_again = letter("Still away", number="7@m.example", From=HERS, X_Autoreply="yes", **thread)
        (noted,) = await post.bring(away_again)
        assert noted["conversation_id"] == first["conversation_id"]
        asked = (await shop.workspace.api.get("/api/v1/inbox/statistics")).json()["figures"]
        assert asked["new"] == 2, "hers and the stranger's; programs ask for nothing"
