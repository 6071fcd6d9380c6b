"""The record: every listing, flag, decision, run and waiting fetch, in one relational database."""

from index.record.brands import BrandChanges, Brands, BrandVersion
from index.record.captures import Captures
from index.record.flags import Flags
from index.record.frontier import Frontier
from index.record.ledger import Ledger, SeenRecord
from index.record.listings import Listings, ListingVersion
from index.record.outbox import DeadLetter, Outbox, OutboxRow
from index.record.pictures import Pictures
from index.record.projections import Projection
from index.record.record import Record
from index.record.runs import Runs
from index.record.standing import StandingListing

__all__ = [
    "BrandChanges",
    "BrandVersion",
    "Brands",
    "Captures",
    "DeadLetter",
    "Flags",
    "Frontier",
    "Ledger",
    "ListingVersion",
    "Listings",
    "Outbox",
    "OutboxRow",
    "Pictures",
    "Projection",
    "Record",
    "Runs",
    "SeenRecord",
    "StandingListing",
]
