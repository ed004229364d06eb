"""Files of people a firm already knows: who they are, what they agreed to, what they bought.

`read_audience` reads a file of Mailchimp, Shopify, Bandcamp, a Discord export or any table, wholly
or not at all. Nobody becomes anything by being read: what a person agreed to stands beside her, and
who agreed to nothing and bought nothing is counted and forgotten.
"""

from cohive.bridges.audience.mapping import PARTS, PeopleMapping, guess_people
from cohive.bridges.audience.reading import PeopleProposal, propose_people, read_audience
from cohive.bridges.audience.records import (
    AudienceFile,
    Bought,
    Consent,
    Declined,
    KnownBy,
    Person,
)

__all__ = [
    "PARTS",
    "AudienceFile",
    "Bought",
    "Consent",
    "Declined",
    "KnownBy",
    "PeopleMapping",
    "PeopleProposal",
    "Person",
    "guess_people",
    "propose_people",
    "read_audience",
]
