"""Who gets the alerts of an asset is who owns it and who reviews its file."""

from tests.repository.test_owners import NO_ASSETS, owners_of_components, owners_of_models, rules

from sandbox import inbox
from weir.alerts.teams import read_teams
from weir.home import find_project

TEAMS = read_teams(find_project() / "deploy" / "teams.yaml")


def test_the_teams_are_those_of_codeowners() -> None:
    assert {team.codeowners for team in TEAMS.known.values()} == {
        f"@weir/{name}" for _, name in rules()
    }
    assert {name: t.codeowners for name, t in TEAMS.known.items()} == {
        name: f"@weir/{name}" for name in TEAMS.known
    }


def test_every_owner_of_an_asset_is_a_team_that_gets_messages() -> None:
    owners = {*owners_of_components().values(), *owners_of_models().values()}
    assert len(owners) > 1
    assert owners == TEAMS.known.keys() - NO_ASSETS


def test_every_team_has_an_address_of_its_own_and_the_sandbox_knows_all_of_them() -> None:
    settings = {team.setting for team in TEAMS.known.values()}
    assert len(settings) == len(TEAMS.known)
    assert inbox.settings("http://127.0.0.1:1/inbox") == {
        team.setting: f"json://127.0.0.1:1/inbox/{team.name}" for team in TEAMS.known.values()
    }


def test_what_nobody_owns_goes_to_those_who_own_the_platform() -> None:
    assert TEAMS.fallback.name == "platform"
