"""The builders of small consignments, under the name that tests know."""

from fixtures.building import *  # noqa: F403
