"""What `features` imports of Dagster without using it: taken off its figure."""

import dagster
import dagster.components  # noqa: F401
