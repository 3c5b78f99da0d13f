"""Why a code location does not load, as its process tells the one that asked."""

import traceback
from pathlib import Path

from weir.graph.declaration import faults
from weir.graph.speech import first_cause, ours, own_frames, place

REFUSED = 3  # the code with which the describing process ends whose answer is a refusal
MEND = "mend that file; the other locations are not to blame"


def refusal(error: BaseException, location: str, module: str, project: Path) -> dict[str, str]:
    """What, where and what to do, of the error that a person can act on.

    Dagster raises it inside errors of its own, the outermost last: the end of the traceback is a
    picture of the folder, without a word of what is wrong.

    Returns:
        The arguments of a WeirError.
    """
    what = f"code location {location} does not load"
    if found := ours(error):
        where, fix = found.where or f"module {module}", found.fix or MEND
        return {"what": f"{what}: {found.what}", "where": where, "fix": fix}
    cause = first_cause(error)
    if wrong := faults(cause, project):
        lines = [f"  {fault.text}" for fault in wrong[1:]]
        text = "\n".join([f"{what}: {wrong[0].said}", *lines])
        return {"what": text, "where": wrong[0].place or f"module {module}", "fix": MEND}
    frames = [f"  {line}" for line in own_frames(cause, project)]
    said = "".join(traceback.format_exception_only(cause)).strip()
    text = "\n".join([f"{what}:", *frames, said])
    return {"what": text, "where": place(cause, project) or f"module {module}", "fix": MEND}
