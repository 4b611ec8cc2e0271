"""Turn this process into the program named in the arguments, tied to the life of its parent.

Run by path, before any package is importable: `python -I -S launch.py PARENT_PID PID_FILE PROGRAM [ARGUMENT ...]`.
A separate program because the tie has to be made in the child, and running Python between fork and exec is not safe in
a parent that has threads. The process id stays the same through exec, and so does the tie.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    """Write the process id to PID_FILE, ask to be killed with the parent (Linux only), and become PROGRAM."""
    parent, pid_file, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("the parent ended before its child began")
    Path(pid_file).write_text(str(os.getpid()), encoding="ascii")
    # Nothing is inherited: a JAVA_TOOL_OPTIONS or a LANG without its locale would change the broker.
    os.execve(command[0], command, {"LC_ALL": "C.UTF-8"})  # noqa: S606 - becoming another program is the purpose


if __name__ == "__main__":
    main()
