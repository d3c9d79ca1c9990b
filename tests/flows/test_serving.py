"""What can be said about serving without a server: environment, ports, messages."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from flows import serving
from flows.serving import AUTHENTICATION, ServerStartError, api_url, environment, prefect_home, serve
from flows.settings import Settings
from tests.served import free_port, receiving


def test_child_processes_see_this_installation_and_nobodys_prefect_profile(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PREFECT_API_KEY", "somebody's")
    monkeypatch.setenv("PREFECT_PROFILE", "cloud")
    monkeypatch.delenv("PREFECT_HOME")
    settings = Settings(warehouse_dir=tmp_path / "w", alert_webhook_url="http://127.0.0.1:1/hook", releases_kept=7)
    env = environment(settings, host="127.0.0.1", port=4321)
    assert "PREFECT_API_KEY" not in env
    assert "PREFECT_PROFILE" not in env
    assert env["PREFECT_HOME"] == str(tmp_path / "w" / "prefect")
    assert env["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
    assert env["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    for name in [name for name in env if name.startswith("WELLSOURCED_")]:
        monkeypatch.setenv(name, env[name])
    assert Settings() == settings


def test_what_the_environment_says_about_the_server_reaches_it_and_who_talks_to_it(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setenv(AUTHENTICATION, "ann:secret")
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://db/prefect")
    env = environment(settings, host="127.0.0.1", port=4321)
    assert (env[AUTHENTICATION], env["PREFECT_API_AUTH_STRING"]) == ("ann:secret", "ann:secret")
    assert env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == "postgresql+asyncpg://db/prefect"
    monkeypatch.delenv(AUTHENTICATION)
    assert "PREFECT_API_AUTH_STRING" not in environment(settings, host="127.0.0.1", port=4321)


def test_a_prefect_home_and_database_that_somebody_named_are_used_but_not_the_profile_there(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "postgresql+asyncpg://db/former")
    env = environment(settings, host="127.0.0.1", port=4321)
    assert env["PREFECT_HOME"] == str(tmp_path / "home")
    assert Path(env["PREFECT_PROFILES_PATH"]).parent == prefect_home(settings)
    assert env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == "postgresql+asyncpg://db/former"
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://db/present")
    env = environment(settings, host="127.0.0.1", port=4321)
    assert env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == "postgresql+asyncpg://db/present"


def test_a_second_server_is_kept_off_a_home_that_another_warehouse_is_served_with(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))
    with serving._alone(tmp_path / "home"), pytest.raises(ServerStartError, match="with this Prefect home"):
        serve(settings, port=free_port())


def test_an_ipv6_host_is_bracketed() -> None:
    assert api_url("::1", 4200) == "http://[::1]:4200/api"


def test_a_port_in_use_is_said_to_be(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ServerStartError, match="Choose another --port"):
            serve(settings, port=taken.getsockname()[1])


def test_a_port_where_something_else_answers_http_is_said_to_be_in_use(settings: Settings) -> None:
    with receiving() as other, pytest.raises(ServerStartError, match="Choose another --port"):
        serve(settings, port=other.server.server_port)


def test_there_must_be_a_server_to_reuse(settings: Settings) -> None:
    with pytest.raises(ServerStartError, match="none to reuse"):
        serve(settings, port=9, reuse=True)


def test_a_folder_that_does_not_exist_is_refused_before_anything_starts(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ServerStartError, match="does not exist"):
        serve(settings, path=tmp_path / "nowhere")
    assert not settings.warehouse_dir.exists()
