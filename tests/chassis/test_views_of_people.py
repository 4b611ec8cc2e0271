"""What is shown of a person: masks keep the whole back, and only a consent in force opens a field."""

from datetime import date, timedelta

import pytest
from chassis.people.consent import Consent, permitted
from chassis.people.masking import mask_email, mask_name, mask_number, mask_phone
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王小明", "王○明"), ("王明", "王○"), ("歐陽小明", "歐○○明"), ("王", "王○"), ("Ann Lee", "A○ L○"), ("", "○")],
)
def test_a_masked_name_keeps_its_first_character_and_the_last_of_three(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"), [("0912345678", "0912***678"), ("02-27208889", "02-2***889"), ("119", "***"), ("", "***")]
)
def test_a_masked_phone_keeps_its_ends(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("email", "shown"), [("wang@example.org", "w***@example.org"), ("no address", "***"), ("@example.org", "***")]
)
def test_a_masked_address_keeps_its_host(email: str, shown: str) -> None:
    assert mask_email(email) == shown


def test_a_masked_number_shows_three_characters_on_either_side() -> None:
    assert mask_number("A123456789") == "A12****789"


@given(st.text(min_size=2, max_size=20).filter(lambda text: len(text.strip()) > 1))
def test_no_mask_shows_the_whole_name(name: str) -> None:
    assert mask_name(name) != name or "○" in name


def a_consent(**traits: object) -> Consent:
    given = {"purpose": "referral", "recipient": "employer", "fields": frozenset({"name"}), "valid_until": TODAY}
    return Consent(**given | traits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("traits", "on", "shown"),
    [
        ({}, TODAY, {"name"}),
        ({}, TODAY + timedelta(days=1), set()),
        ({"withdrawn_on": TODAY}, TODAY, set()),
        ({"withdrawn_on": TODAY}, TODAY - timedelta(days=1), {"name"}),
        ({"purpose": "research"}, TODAY, set()),
        ({"recipient": "somebody-else"}, TODAY, set()),
    ],
)
def test_a_field_is_shown_to_whom_for_what_and_until_when_it_was_consented_to(
    traits: dict[str, object], on: date, shown: set[str]
) -> None:
    assert permitted([a_consent(**traits)], recipients=["employer"], purpose="referral", on=on) == shown


def test_consents_add_up_and_none_shows_nothing() -> None:
    phone = a_consent(recipient="client-9", fields=frozenset({"phone"}))
    shown = permitted([a_consent(), phone], recipients=["employer", "client-9"], purpose="referral", on=TODAY)
    assert shown == {"name", "phone"}
    assert permitted([], recipients=["employer"], purpose="referral", on=TODAY) == frozenset()
