"""Bodies and answers of sign-in and of a member's own account."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from otklik.workspaces.roles import Role
from otklik.workspaces.schemas import Answer, Body, Email, FilledLine, Id, Language, Line, Moment, Password

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=6, max_length=20)]


class SetupState(Answer):
    """Whether the first-run page is due."""

    needs_owner: bool


class SetupBody(Body):
    """The first run."""

    workspace_name: FilledLine
    name: FilledLine
    email: Email
    password: Password
    language: Language = "ru"


class SignInBody(Body):
    """A pair."""

    email: Email
    password: Password


class SignInAnswer(Answer):
    """`totp`: POST the code to /sign-in/totp next."""

    status: Literal["ok", "totp"]


class CodeBody(Body):
    """A code of the authenticator app, or (at sign-in) a recovery code."""

    code: Code


class MemberAnswer(Answer):
    """A member's own account. `picture`: path of his face."""

    id: Id
    name: str
    email: str
    language: str
    picture: str | None
    has_totp: bool


class MyWorkspace(Answer):
    """A workspace the member belongs to."""

    id: Id
    name: str
    role: Role
    is_demo: bool


class Me(Answer):
    """Who is signed in, and where he may go."""

    member: MemberAnswer
    workspaces: list[MyWorkspace]
    version: str


class AccountBody(Body):
    """What the member changes about himself."""

    name: Line | None = None
    language: Language | None = None


class PasswordBody(Body):
    """A new password, and the present one as proof."""

    current: Password
    new: Password


class ProofBody(Body):
    """The present password as proof."""

    password: Password


class TotpStart(Answer):
    """What the app must learn: as text, as an address, as a picture."""

    secret: str
    uri: str
    svg: str


class RecoveryCodes(Answer):
    """Each is good once; shown once."""

    recovery_codes: list[str]


class SignInRow(Answer):
    """A browser that is signed in."""

    id: Id
    created_at: Moment
    last_seen_at: Moment
    ip: str
    user_agent: str
    is_current: bool


class ResetRequest(Body):
    """Whose password is forgotten."""

    email: Email


class ResetView(Answer):
    """Whose password the link sets."""

    email: str


class NewPasswordBody(Body):
    """The new password."""

    password: Password


class InvitationView(Answer):
    """What an invitation's page shows."""

    email: str
    workspace_name: str
    has_account: bool


class AcceptBody(Body):
    """Name and password of a new account; an account that exists needs neither."""

    name: Line = ""
    password: Password | None = None
