"""Hard conditions for one server life: files that may not grow, files that may not be written."""

import ctypes
import os
import resource
import sys
from collections.abc import Mapping

CAPSET_VERSION = 0x20080522
PAST_PERMISSIONS = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, with which root ignores a file's permissions."""


class Capabilities(ctypes.Structure):
    """Half of what `capset` takes: 32 capabilities of each set."""

    _fields_ = [
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    ]


def apply_limits(limits: Mapping[str, int]) -> None:
    """`file_size`: bytes that a file may reach; `permissions`: obey them although root."""
    if "file_size" in limits:
        limit_file_size(0, limits["file_size"])
    if limits.get("permissions") and os.geteuid() == 0:
        _obey_permissions()


def limit_file_size(pid: int, size: int) -> None:
    """Let no file of a process (0: this one) grow beyond `size` bytes; -1 lifts the limit."""
    hard = resource.RLIM_INFINITY
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size if size >= 0 else hard, hard))


def _obey_permissions() -> None:
    """Give up root's way around permissions; the process keeps its uid. Raises `OSError`."""
    if sys.platform != "linux":
        raise OSError("only on Linux can root be held to permissions; run as another user")
    system = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAPSET_VERSION, 0)
    sets = (Capabilities * 2)()
    if system.capget(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    sets[0].effective &= ~PAST_PERMISSIONS
    sets[0].permitted &= ~PAST_PERMISSIONS
    if system.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")
