"""What a run says on the terminal fits every reason that it has to say it."""

from weir.cli.display import console, show_silent
from weir.errors import WeirError


def test_a_table_whose_files_can_not_be_is_not_said_to_have_been_silent() -> None:
    """A source may answer, and with files of a region that is no longer declared."""
    stray = WeirError("sales/emea.csv is of the region 'emea', which is not declared", fix="add it")
    deaf = WeirError("the source can't be reached")
    with console.capture() as captured:
        show_silent({"raw/sales": stray, "raw/b": deaf, "raw/a": deaf})
    assert captured.get().splitlines() == [
        "left as it is: raw/sales",
        "sales/emea.csv is of the region 'emea', which is not declared",
        "  fix:   add it",
        "left as they are: raw/a, raw/b",
        "the source can't be reached",
        "",
    ]


def test_nothing_is_said_where_every_source_answered() -> None:
    with console.capture() as captured:
        show_silent({})
    assert captured.get() == ""
