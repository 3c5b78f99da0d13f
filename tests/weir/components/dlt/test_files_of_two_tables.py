"""Two tables of one source, by day and region, with news of other partitions."""

import pytest
import yaml
from tests.weir.components.dlt.location import Location, explanation
from tests.weir.components.dlt.test_files_by_region import BOTH, PATH, TABLE, land


@pytest.fixture
def two(location: Location) -> Location:
    location.declare(TABLE, partitions=BOTH)
    path = location.folder / "defs.yaml"
    said = yaml.safe_load(path.read_text())
    lines = said["attributes"]["tables"]["lines"]
    said["attributes"]["tables"]["returns"] = {**lines, "files": "returns/{region}_{day}.parquet"}
    path.write_text(yaml.safe_dump(said))
    return location


def test_news_of_one_table_alone_does_not_fail_the_other(two: Location) -> None:
    land(two, "2017-01-01", "emea", 1, 2)
    back = two.landing / "returns/emea_2017-01-01.parquet"
    back.parent.mkdir(parents=True)
    back.write_bytes((two.landing / PATH.format(day="2017-01-01", region="emea")).read_bytes())
    result = two.run("2017-01-01|emea")
    assert result.success, explanation(result)
    land(two, "2017-01-03", "emea", 1, 2)  # of `lines` alone
    result = two.run("2017-01-03|emea")
    assert result.success, explanation(result)
