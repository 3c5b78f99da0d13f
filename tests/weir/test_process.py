"""Which processes still work."""

import os
import subprocess
import sys
import time

import psutil

from weir.process import alive, began


def test_a_dead_child_that_nobody_collected_does_not_count_as_alive() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    os.kill(child.pid, 0)  # answers: a signal alone does not tell
    assert not alive(child.pid)
    child.wait()
    assert not alive(child.pid)


def test_another_process_with_the_same_id_is_not_taken_for_the_first() -> None:
    assert alive(os.getpid(), began())
    assert not alive(os.getpid(), began() - 60)
