"""Hooks are no assets, but what fails in one fails the step."""

import pytest


@pytest.mark.parametrize(
    "hook", [pytest.param("on-run-start", marks=pytest.mark.slow), "on-run-end"]
)
def test_a_failing_hook_fails_the_step_by_name(place, hook: str) -> None:
    project = f"{{name: hooked, profile: weir, {hook}: ['select * from nowhere']}}"
    made = place({"dbt_project.yml": project, "models/a.sql": "select 1 as n"})
    ran = made.run()
    assert not ran.success
    assert "nowhere does not exist" in ran.message.splitlines()[0]
    assert f"hooked-{hook}-0" in ran.message
