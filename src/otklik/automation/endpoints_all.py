"""All routes and words of the room, for the application to take at once."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter

from otklik.automation import endpoints, endpoints_automating, endpoints_moments, endpoints_saved, errors
from otklik.automation.experiments import endpoints as experiments_endpoints
from otklik.automation.experiments import errors as experiments_errors
from otklik.automation.goals import endpoints as goals_endpoints
from otklik.automation.goals import errors as goals_errors
from otklik.automation.overview import endpoints as overview_endpoints
from otklik.automation.ready import endpoints as ready_endpoints
from otklik.automation.ready import errors as ready_errors
from otklik.automation.rehearsing import endpoints as rehearsals_endpoints
from otklik.automation.statistics import endpoints as statistics_endpoints
from otklik.automation.statistics import errors as statistics_errors
from otklik.automation.sweeps import endpoints as sweeps_endpoints
from otklik.automation.watch import endpoints as watch_endpoints
from otklik.automation.watch import errors as watch_errors

# Whole names of routes stand before those with a number in their place. One line a part of the room.
ROUTERS: Final[tuple[APIRouter, ...]] = (
    experiments_endpoints.router,
    goals_endpoints.router,
    statistics_endpoints.router,
    ready_endpoints.router,
    overview_endpoints.router,
    endpoints.router,
    endpoints_moments.router,
    endpoints_automating.router,
    endpoints_saved.router,
    sweeps_endpoints.router,
    rehearsals_endpoints.router,
    watch_endpoints.router,
)
RUSSIAN: Final[tuple[Mapping[str, str], ...]] = (
    errors.RUSSIAN,
    experiments_errors.RUSSIAN,
    goals_errors.RUSSIAN,
    statistics_errors.RUSSIAN,
    ready_errors.RUSSIAN,
    watch_errors.RUSSIAN,
)
