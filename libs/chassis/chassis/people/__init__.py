"""People's data: sealed columns, a key per person, what is masked, and what a person consented to.

A service that holds people declares the two tables of this package in its metadata, derives its settings from
``PeopleSettings`` and is built with ``people=People.of(settings, tables)``.
"""

from chassis.people.keys import Cipher, Opener, People, SealBroken
from chassis.people.person_keys import PersonCipher, PersonErased, people_of
from chassis.people.tables import PeopleTables, Sealed, declare

__all__ = (
    "Cipher",
    "Opener",
    "People",
    "PeopleTables",
    "PersonCipher",
    "PersonErased",
    "SealBroken",
    "Sealed",
    "declare",
    "people_of",
)
