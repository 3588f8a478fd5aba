"""Each rule takes one parsed module and yields its breaches."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

MAX_LINES = 400
LEFT_OVER = re.compile(r"#.*\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b")
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore)\b(?P<rest>[^#—]*?)(?P<reason>(#|—|\s[-–]\s).*)?$")
SQL = re.compile(
    r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|ALTER TABLE|CREATE TABLE|WITH)\s"
    r".*\b(FROM|INTO|SET|VALUES|TABLE|AS)\b",
    re.DOTALL,
)
SQL_ROOMS = re.compile(r"(^|/)(repository|queries|models|testing)\w*\.py$|/infra/|/migrations/|/doctor\.py$")
FASTAPI_FILES = re.compile(r"(^|/)(endpoints|sockets|access)\w*\.py$|/otklik/app\.py$|/infra/web\.py$")
SQLALCHEMY_FILES = re.compile(r"(^|/)(models|repository)\w*\.py$|/infra/")
TRANSACTIONS = {"session", "connection", "transaction"}
ROUTE_METHODS = {"get", "post", "put", "patch", "delete"}


@dataclass(frozen=True, slots=True)
class Source:
    """One module: its path from the root of the repository, its text and tree."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    @property
    def is_product(self) -> bool:
        """Whether the module is shipped, rather than a test or a tool."""
        return self.path.parts[:2] == ("src", "otklik")


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule broken at a line, and what to do."""

    path: PurePosixPath
    line: int
    rule: str
    advice: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.advice}"


def check_length(source: Source) -> Iterator[Breach]:
    """Files stay under 400 lines."""
    lines = source.text.count("\n")
    if lines > MAX_LINES:
        yield Breach(
            source.path, lines, "length", f"{lines} lines; at most {MAX_LINES}: split by noun or verb"
        )


def check_left_over(source: Source) -> Iterator[Breach]:
    """No mark of unfinished work."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if LEFT_OVER.search(line):
            yield Breach(source.path, number, "left-over", "finish it, or file an issue and remove the mark")


def check_suppressions(source: Source) -> Iterator[Breach]:
    """A suppressed rule is named and carries its reason in a second comment."""
    for number, line in enumerate(source.text.splitlines(), 1):
        found = SUPPRESSION.search(line)
        if found is None or "Regex" in line or "re.compile" in line:
            continue
        if not found["rest"].strip(" :[]") or not found["reason"]:
            yield Breach(
                source.path,
                number,
                "suppression",
                "name the rule; give the reason after it: `# noqa: S603 - why`",
            )


def check_imports(source: Source) -> Iterator[Breach]:
    """Imports stand at the top; `cli.py` alone may load a command's room when the command runs."""
    if not source.is_product or source.path.name == "cli.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield Breach(source.path, inner.lineno, "imports", "import at the top of the module")


def check_framework_walls(source: Source) -> Iterator[Breach]:
    """`fastapi` stays in endpoints, `sqlalchemy` in models and repositories."""
    if not source.is_product:
        return
    path = "/" + str(source.path)
    for line, root in _imported_roots(source.tree):
        if root in {"fastapi", "starlette"} and not FASTAPI_FILES.search(path):
            yield Breach(source.path, line, "walls", f"{root} belongs in endpoints, sockets, access or app")
        if root == "sqlalchemy" and not SQLALCHEMY_FILES.search(path):
            yield Breach(source.path, line, "walls", "sqlalchemy belongs in models, repository or infra")


def _imported_roots(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.split(".")[0]


def check_commits(source: Source) -> Iterator[Breach]:
    """The boundary commits: a service or a repository never does."""
    if not source.is_product or "/infra/" in f"/{source.path}":
        return
    for node in ast.walk(source.tree):
        called = node.func if isinstance(node, ast.Call) else None
        if (
            isinstance(called, ast.Attribute)
            and called.attr == "commit"
            and _mentions(called.value, TRANSACTIONS)
        ):
            yield Breach(source.path, called.lineno, "commit", "the boundary of the request or job commits")


def check_sql_place(source: Source) -> Iterator[Breach]:
    """SQL text stands in repository, queries, infra and migrations only."""
    if not source.is_product or SQL_ROOMS.search("/" + str(source.path)):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            yield Breach(
                source.path, node.lineno, "sql", "move the statement to repository*.py or queries*.py"
            )


def _mentions(node: ast.AST, names: set[str]) -> bool:
    return any(
        (isinstance(n, ast.Name) and n.id in names) or (isinstance(n, ast.Attribute) and n.attr in names)
        for n in ast.walk(node)
    )


def _routes(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in ROUTE_METHODS:
                yield node
                break


def check_permissions(source: Source) -> Iterator[Breach]:
    """Each route names who may call it: a permission, the member, or `PublicDep`."""
    if not source.is_product or not source.path.name.startswith("endpoints"):
        return
    for route in _routes(source.tree):
        annotations = [a.annotation for a in (*route.args.args, *route.args.kwonlyargs) if a.annotation]
        is_guarded = any(
            _mentions(annotation, {"Permission", "MemberDep", "PendingDep", "PublicDep", "require"})
            or (isinstance(annotation, ast.Name) and annotation.id.endswith("Access"))
            for annotation in annotations
        )
        if not is_guarded:
            yield Breach(source.path, route.lineno, "permission", f"{route.name} names no permission")


def check_workspace(source: Source) -> Iterator[Breach]:
    """Public functions of repositories and queries take the workspace.

    Or they say why not: `# all workspaces: why` above, or `All workspaces: why` in the module's docstring.
    """
    name = source.path.name
    is_query_file = re.match(r"(repository|queries)\w*\.py$", name) and "infra" not in source.path.parts
    if not source.is_product or not is_query_file:
        return
    lines = source.text.splitlines()
    if "All workspaces:" in (ast.get_docstring(source.tree) or ""):
        return
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        arguments = {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
        above = " ".join(lines[max(0, node.lineno - 3) : node.body[0].lineno])
        if "workspace_id" not in arguments and "# all workspaces:" not in above:
            yield Breach(source.path, node.lineno, "workspace", f"{node.name} takes no workspace_id")


RULES: tuple[Callable[[Source], Iterator[Breach]], ...] = (
    check_length,
    check_left_over,
    check_suppressions,
    check_imports,
    check_framework_walls,
    check_commits,
    check_sql_place,
    check_permissions,
    check_workspace,
)
