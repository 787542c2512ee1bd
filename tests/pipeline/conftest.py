"""A home with the demo in it, made once per worker by the whole line."""

from pathlib import Path

import pytest

from pipelines.demo import run_demo
from wijkfoto.settings import Settings, load_settings


@pytest.fixture(scope="session")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("demo")
    settings = load_settings(home=home)
    run_demo(settings, quiet=True)
    return settings


@pytest.fixture(scope="session")
def demo_home(demo_settings: Settings) -> Path:
    return demo_settings.home
