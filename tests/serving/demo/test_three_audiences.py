"""The demo's three audiences, and the columns that its mart is to have for them."""

from pathlib import Path

import yaml

import serving
from weir.components.audience import Audience
from weir.components.audience.sql import columns

FOLDER = Path(serving.__file__).parent / "defs" / "audiences"
MART = {"audience", "weir_customer_id", "email", "segment", "churn_band"}


def test_the_demo_has_three_audiences_that_read_only_what_the_mart_has() -> None:
    files = sorted(FOLDER.glob("*/defs.yaml"))
    assert [file.parent.name for file in files] == ["champions", "suppress_fatigued", "win_back"]
    for file in files:
        audience = Audience(**yaml.safe_load(file.read_text())["attributes"]).declaration(file)
        assert audience.table == ("mart", "mrt__customer__audiences")
        assert set(columns(audience)) <= MART
