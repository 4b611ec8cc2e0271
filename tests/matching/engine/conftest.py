"""Worlds shared by the engine's tests."""

import pytest
from matching.engine.index import Index, build
from matching.engine.warm import warm_up

from bench.matching import yv1


@pytest.fixture(scope="session")
def small() -> yv1.World:
    """YV-1 at size S: 10k youths, 1k vacancies."""
    warm_up()
    return yv1.draw("S")


@pytest.fixture(scope="session")
def small_index(small: yv1.World) -> Index:
    return build(small.vacancies, small.policy)


@pytest.fixture(scope="session")
def medium() -> yv1.World:
    """YV-1 at size M: 100k youths, 20k vacancies."""
    return yv1.draw("M")


@pytest.fixture(scope="session")
def medium_index(medium: yv1.World) -> Index:
    return build(medium.vacancies, medium.policy)
