"""Why a code location does not load, as its process tells the one that asked."""

import traceback
from pathlib import Path

from weir.errors import WeirError
from weir.up.speech import chain, own_frames

REFUSED = 3  # the code with which the describing process ends whose answer is a refusal
MEND = "mend that file; the other locations are not to blame"


def refusal(error: BaseException, location: str, module: str, project: Path) -> dict[str, str]:
    """What, where and what to do, of the error that a person can act on.

    Dagster raises it inside errors of its own, the outermost last: the end of the traceback is a
    picture of the folder, without a word of what is wrong.

    Returns:
        The arguments of a WeirError.
    """
    found = list(chain(error))
    what = f"code location {location} does not load"
    for one in found:
        if isinstance(one, WeirError):
            where, fix = one.where or f"module {module}", one.fix or MEND
            return {"what": f"{what}: {one.what}", "where": where, "fix": fix}
    frames = [f"  {line}" for line in own_frames(found[-1], project)]
    said = "".join(traceback.format_exception_only(found[-1])).strip()
    text = "\n".join([f"{what}:", *frames, said])
    return {"what": text, "where": f"module {module}", "fix": MEND}
