"""Databases on network drives are told by the table of mounts."""

from pathlib import Path

import pytest

from tools.database.network_drives import network_drive

MOUNTS = r"""
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
40 27 0:40 / /srv/share rw,relatime shared:5 master:1 - nfs4 server:/share rw,vers=4.2
41 40 254:1 / /srv/share/local rw - xfs /dev/vdb rw
42 27 0:41 / /mnt/con\040espacio rw,relatime - cifs //server/share rw
43 27 0:42 / /home/ana/remote rw - fuse.sshfs ana@server: rw
44 27 0:43 / /mnt/twice rw - nfs server:/twice rw
45 44 0:44 / /mnt/twice rw - tmpfs tmpfs rw
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/recepcionista/b.db", None),
        ("/srv/share/b.db", "nfs4"),
        ("/srv/share/local/b.db", None),
        ("/srv/sharepoint/b.db", None),
        ("/mnt/con espacio/data/b.db", "cifs"),
        ("/home/ana/remote/b.db", "fuse.sshfs"),
        ("/mnt/twice/b.db", None),
    ],
)
def test_a_file_is_where_the_innermost_mount_is(
    tmp_path: Path, path: str, kind: str | None
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert network_drive(Path(path), mounts) == kind


def test_a_link_is_followed(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS.replace("/srv/share ", f"{tmp_path}/share "))
    (tmp_path / "share").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "share")
    assert network_drive(tmp_path / "data" / "b.db", mounts) == "nfs4"


def test_without_a_table_nothing_is_known(tmp_path: Path) -> None:
    assert network_drive(tmp_path / "b.db", tmp_path / "none") is None
