"""The command line. Heavy parts are imported by the commands that need them: the supervisor stays small."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from otklik.settings import Settings
from otklik.version import VERSION

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
workspace_app = typer.Typer(no_args_is_help=True, help="Workspaces.")
app.add_typer(workspace_app, name="workspace")

DataOption = Annotated[Path | None, typer.Option("--data", help="Data folder (OTKLIK_DATA_DIR)")]
HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on (OTKLIK_HOST)")]
PortOption = Annotated[int | None, typer.Option("--port", help="Port to listen on (OTKLIK_PORT)")]


@app.command()
def serve(
    data: DataOption = None,
    host: HostOption = None,
    port: PortOption = None,
    demo: Annotated[bool, typer.Option("--demo", help="With a demo shop and its visitors")] = False,
) -> None:
    """Start everything: engines, web, worker. Stops on Ctrl-C or SIGTERM."""
    from otklik.supervisor.serve import serve as run

    raise typer.Exit(run(_settings(data, host, port), has_demo=demo))


@app.command()
def web(data: DataOption = None, host: HostOption = None, port: PortOption = None) -> None:
    """Run one web process alone, against engines that run."""
    _become("otklik.app", _settings(data, host, port))


@app.command()
def worker(data: DataOption = None) -> None:
    """Run one worker process alone, against engines that run."""
    _become("otklik.worker", _settings(data))


@app.command()
def migrate(data: DataOption = None) -> None:
    """Bring both engines to the newest schema (`serve` does it at every start)."""
    from otklik.infra.embedded.offline import migrate_installation

    asyncio.run(migrate_installation(_settings(data)))


@app.command()
def doctor(
    data: DataOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines")] = False,
) -> None:
    """Test each part of the installation and say what to do about each failing one."""
    from otklik.doctor import run_doctor

    raise typer.Exit(run_doctor(_settings(data), as_json=as_json))


@workspace_app.command("create")
def create_workspace(
    name: Annotated[str, typer.Argument(help="Name of the workspace")],
    owner: Annotated[str, typer.Option("--owner", help="Email of the owner")],
    password: Annotated[
        str, typer.Option("--password", help="Password of the owner", envvar="OTKLIK_PASSWORD")
    ],
    data: DataOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines")] = False,
) -> None:
    """Make a workspace; works beside a running server and without one."""
    from otklik.infra.embedded.offline import with_engines
    from otklik.workspaces.service import create_workspace_with_owner

    made = asyncio.run(
        with_engines(
            _settings(data),
            lambda engines: create_workspace_with_owner(engines, name=name, email=owner, password=password),
        )
    )
    answer = {
        "workspace_id": str(made.workspace_id),
        "write_key": made.write_key,
        "api_token": made.api_token,
        "owner_email": made.owner_email,
    }
    lines = [f"{key.replace('_', ' ')}: {value}" for key, value in answer.items()]
    typer.echo(json.dumps(answer) if as_json else "\n".join(lines))


@app.command()
def demo(
    data: DataOption = None,
    shop_url: Annotated[str, typer.Option("--shop-url", help="Address of the demo's shop")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For machines")] = False,
) -> None:
    """Make the demo's workspace if it is missing and print its login (`serve --demo` runs the rest)."""
    from otklik.demo.command import run_demo

    raise typer.Exit(run_demo(_settings(data), shop_url=shop_url, as_json=as_json))


@app.command("demo-history")
def demo_history(data: DataOption = None) -> None:
    """Load the demo's ninety days of history, once (`serve --demo` does it after the start)."""
    from otklik.demo.load import run_load

    raise typer.Exit(run_load(_settings(data)))


@app.command("import")
def import_history(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file")],
    workspace: Annotated[int, typer.Option("--workspace", help="Id of the workspace")],
    file_format: Annotated[
        str, typer.Option("--format", help="csv, xlsx, ndjson, segment, online-retail; else by its name")
    ] = "",
    mapping: Annotated[Path | None, typer.Option("--mapping", help="JSON: which column is what")] = None,
    data: DataOption = None,
) -> None:
    """Import history without reactions; works beside a running server and without one."""
    from otklik.demo.formats import register_formats
    from otklik.infra.embedded.offline import with_engines
    from otklik.intake.command import describe, import_path

    register_formats()
    settings = _settings(data)
    row = asyncio.run(
        with_engines(
            settings,
            lambda engines: import_path(
                engines,
                settings,
                path=path,
                workspace_id=workspace,
                file_format=file_format,
                mapping_path=mapping,
            ),
        )
    )
    typer.echo(describe(row))
    raise typer.Exit(0 if row.status == "done" else 1)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(VERSION)


def main() -> None:
    """Run a command; an expected failure is one line, not a trace."""
    from otklik.infra.embedded.process import EngineStartError
    from otklik.infra.embedded.running import NotRunningError
    from otklik.kit.errors import AppError

    try:
        app()
    except (AppError, EngineStartError, NotRunningError) as error:
        typer.echo(f"otklik: {error}", err=True)
        sys.exit(1)


def _settings(data: Path | None = None, host: str | None = None, port: int | None = None) -> Settings:
    """The settings, with what the command line says before everything else."""
    given: dict[str, Any] = {"data_dir": data, "host": host, "port": port}
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            typer.echo(f"otklik: setting {'.'.join(map(str, fault['loc']))}: {fault['msg']}", err=True)
        raise typer.Exit(2) from None


def _become(module: str, settings: Settings) -> None:
    """Turn this process into a process of ours, with the settings of the command line."""
    given = {"OTKLIK_DATA_DIR": settings.data_dir, "OTKLIK_HOST": settings.host, "OTKLIK_PORT": settings.port}
    environment = {**os.environ, **{name: str(value) for name, value in given.items()}}
    os.execve(sys.executable, [sys.executable, "-m", "otklik.infra.embedded.start", module], environment)  # noqa: S606 - our own


if __name__ == "__main__":
    main()
