"""Lists the data that pages embed or fetch as JSON; the TypeScript types of the pages are made from it."""

from collections.abc import Mapping
from typing import Any

from app.pages.floor.seed import FloorSeed, OwnData
from app.pages.heads import HeadFacts
from app.pages.stage import OpinionMap, ThemeSayings

PAGE_DATA: Mapping[str, Any] = {
    "floor_seed": FloorSeed,
    "floor_own": OwnData,
    "ledger_head": HeadFacts,
    "stage_map": OpinionMap,
    "stage_theme": ThemeSayings,
}
