"""What an operator's command line offers, of the very modules that are started."""

import subprocess
import sys

import pytest
from chassis.commands import OF_PEOPLE

WITH_PEOPLE = ("matching", "training")


@pytest.mark.parametrize("service", WITH_PEOPLE)
def test_a_service_that_holds_people_offers_to_rotate_their_keys(service: str) -> None:
    asked = [sys.executable, "-m", f"{service}.worker", "--help"]

    shown = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)

    assert [name for name in OF_PEOPLE if name not in shown.stdout] == []
