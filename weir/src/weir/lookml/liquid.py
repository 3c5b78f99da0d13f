"""Liquid is refused wherever it stands: what it would say is known to Looker alone."""

import re

from weir.lookml.block import Scalar
from weir.lookml.place import Place

LIQUID = re.compile(r"\{\{|\{%")


def refuse_liquid(scalar: Scalar) -> Scalar:
    """The scalar itself, if it holds no Liquid.

    Raises:
        WeirError: naming the line of the first Liquid tag.
    """
    found = LIQUID.search(scalar.text)
    if found is None:
        return scalar
    line = scalar.place.line + scalar.text.count("\n", 0, found.start())
    raise Place(scalar.place.file, line).refuse(
        "Liquid is not supported", "write it as SQL, or compute it in the mart"
    )
