"""Tells whether a file is on a network drive, where SQLite's write-ahead log must not be.

All connections to a log share memory, which two machines do not have.
"""

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
"""Linux only: elsewhere no drive is known, but for Windows' own names of shares."""
NETWORK = re.compile(
    r"nfs\d?|cifs|smb\w*|9p|afs|ceph|lustre|gpfs|beegfs|ocfs2|gfs2|davfs|ncpfs|glusterfs|virtiofs"
    r"|fuse\.(sshfs|glusterfs|ceph|s3fs|rclone|davfs\w*|smbnetfs|grpcfuse)"
)
SHARE = "\\\\"


def network_drive(path: Path, mounts: Path = MOUNTS) -> str | None:
    """The kind of the network drive that the file is on, for example nfs4; None on another disk."""
    whole = path.absolute().resolve()
    if str(whole).startswith(SHARE):
        return "a Windows share"
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    found = [_mount(line) for line in lines]
    over = [(len(point.parts), kind) for point, kind in found if whole.is_relative_to(point)]
    latest_first = reversed(over)  # of two mounts on one point it hides the other
    kind = max(latest_first, default=(0, ""), key=lambda each: each[0])[1]
    return kind if NETWORK.fullmatch(kind) else None


def _mount(line: str) -> tuple[Path, str]:
    """The mount point and the kind of file system: see proc(5)."""
    place, _, system = line.partition(" - ")
    written = place.split(" ")[4]
    point = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), written)
    return Path(point), system.split(" ")[0]
