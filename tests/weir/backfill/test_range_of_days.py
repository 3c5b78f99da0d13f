"""A range of days that is none is refused before anything is planned."""

import pytest
from click.testing import CliRunner

from weir.cli.backfill import command


@pytest.mark.parametrize("text", ["11/01/2017", "2017-02-30", "2017-1-3", "20170103", "foo", ""])
@pytest.mark.parametrize("option", ["--from", "--to"])
def test_what_is_no_day_is_refused_and_not_compared_as_a_text(text: str, option: str) -> None:
    """`11/01/2017` is less than each day of 2017: the whole year would be loaded."""
    days = {"--from": "2017-11-01", "--to": "2017-11-30", option: text}
    words = [word for pair in days.items() for word in pair]
    found = CliRunner().invoke(command, ["--select", "pos", *words, "--plan"])
    assert found.exit_code == 2
    assert f"{text!r} is no day; write one like 2017-11-30" in found.output
    assert option in found.output
