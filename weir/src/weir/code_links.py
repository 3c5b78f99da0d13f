"""Links from an asset's page to its code: to the file here, to the repository in production."""

import os
import warnings
from collections.abc import Callable
from typing import Any

import dagster as dg

from weir.errors import WeirError
from weir.home import MARKER, find_project

URL = "WEIR_GIT_URL"  # for example https://github.com/acme/platform
CODE = "dagster/code_references"
REVISION = "WEIR_GIT_REVISION"  # a branch or a commit


def linked(definitions: dg.Definitions) -> dg.Definitions:
    """The definitions with links to the repository, where a deployment names one.

    A path within an image leads nowhere for the person who reads it.
    """
    url = os.environ.get(URL)
    if not url:
        return definitions
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        return definitions.map_asset_specs(func=_linker(url, os.environ.get(REVISION) or "main"))


def _linker(url: str, revision: str) -> Callable[[dg.AssetSpec], dg.AssetSpec]:
    mapping = dg.AnchorBasedFilePathMapping(
        local_file_anchor=find_project() / MARKER, file_anchor_path_in_repository=MARKER
    )

    def link(spec: dg.AssetSpec) -> dg.AssetSpec:
        if CODE not in spec.metadata:
            return spec
        # Dagster's function returns a bare spec as it was, and says nothing.
        bare: Any = dg.AssetsDefinition(specs=[spec])
        try:
            (made,) = dg.link_code_references_to_git([bare], url, revision, mapping)
        except ValueError as error:
            raise WeirError(
                f"no links can be made to the repository: {error}",
                where=f"environment variable {URL}",
                fix="name a repository of GitHub or GitLab, or unset it",
            ) from error
        known: Any = made
        return next(iter(known.specs))

    return link
