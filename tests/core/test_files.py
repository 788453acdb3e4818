"""What is written is written whole or not at all, and whatever goes wrong ends in a sentence."""

import errno
import io
import os
import subprocess
import sys

import pandas as pd
import pytest

import rbtools as rb
from rbtools.core import files
from rbtools.core.files import output_path, replacing, write, write_inside
from rbtools.errors import ArgumentError, FileError
from rbtools.log.writer import write_rejects
from rbtools.plan.plan_file import write_plan

LOG = rb.read_log(b"performed_at,exercise,sets\n2026-03-02T07:30+00:00,side_lying_roller,5\n")


@pytest.fixture(scope="module")
def plan():
    return rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)


@pytest.fixture(scope="module")
def writers(plan):
    """Every writer of a single file: its ending, and what it does with a path."""
    log = rb.simulate_log(plan, seed=1)
    review = rb.make_review(plan, log, as_of="end")
    chart = rb.plot_calendar(rb.match_log(plan, log, as_of="end"))
    return {
        "write": (".txt", lambda path: write(path, "new")),
        "write_plan .csv": (".csv", lambda path: write_plan(plan, path)),
        "write_plan .parquet": (".parquet", lambda path: write_plan(plan, path)),
        "write_log": (".csv", lambda path: rb.write_log(log, path)),
        "write_rejects": (".csv", lambda path: write_rejects(LOG, path)),
        "to_html": (".html", review.to_html),
        "to_pdf": (".pdf", review.to_pdf),
        "save .png": (".png", chart.save),
        "save .svg": (".svg", chart.save),
    }


NAMES = ["write", "write_plan .csv", "write_plan .parquet", "write_log", "write_rejects", "to_html", "to_pdf",
         "save .png", "save .svg"]  # fmt: skip


def test_a_path_in_a_folder_that_exists_is_taken(tmp_path):
    assert output_path(str(tmp_path / "page.html")) == tmp_path / "page.html"


CLOSED = io.StringIO()
CLOSED.close()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere/file.csv", "there is no folder nowhere"),
        (".", "is a folder"),
        ("", "path='' is not allowed"),
        ("a\0.csv", "path='a.x00.csv' is not allowed"),
        (os.devnull, "is a device or a pipe|path="),
        (5, "path=5 is not allowed"),
        (None, "path=None is not allowed"),
        (["a.csv"], r"path=\['a.csv'\] is not allowed"),
        (CLOSED, "path=.*StringIO.* is not allowed"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_every_writer_refuses_what_cannot_be_written(writers, name, path, message):
    with pytest.raises(rb.RbtoolsError, match=message):
        writers[name][1](path)


@pytest.mark.parametrize("name", NAMES)
def test_every_writer_replaces_the_file_and_leaves_nothing_else(writers, name, tmp_path):
    ending, call = writers[name]
    path = tmp_path / f"file{ending}"
    path.write_bytes(b"old")
    assert call(path) == path
    assert path.read_bytes() != b"old"
    assert list(tmp_path.iterdir()) == [path]


def failing(code):
    def fail(*args, **options):
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("where", ["fsync", "replace"])
@pytest.mark.parametrize("name", NAMES)
def test_a_failure_leaves_the_old_file_and_nothing_else(writers, name, where, code, tmp_path, monkeypatch):
    ending, call = writers[name]
    path = tmp_path / f"file{ending}"
    path.write_bytes(b"old")
    monkeypatch.setattr(files.os, where, failing(code))
    with pytest.raises(FileError, match=r"file\.\w+ cannot be written: .*\. Nothing was changed\. \w+"):
        call(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


class FullDisk(io.BytesIO):
    write = failing(errno.ENOSPC)


def open_a_full_disk(path, mode):
    return FullDisk()


@pytest.mark.parametrize("name", NAMES)
def test_a_disk_that_is_full_while_writing_leaves_the_old_file(writers, name, tmp_path, monkeypatch):
    ending, call = writers[name]
    path = tmp_path / f"file{ending}"
    path.write_bytes(b"old")
    monkeypatch.setattr(files, "open", open_a_full_disk, raising=False)
    monkeypatch.setattr(pd.DataFrame, "to_parquet", failing(errno.ENOSPC))
    with pytest.raises(FileError, match="Free some space on the disk"):
        call(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device here that is always full")
def test_a_full_device_fails_at_the_write_itself(tmp_path):
    def write_to_a_full_device():
        with replacing(tmp_path / "a.txt") as draft:
            draft.unlink()
            draft.symlink_to("/dev/full")
            draft.write_bytes(b"x" * 100_000)

    with pytest.raises(FileError, match="no space left"):
        write_to_a_full_device()
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_writer_itself_leaves_the_old_file_too(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def interrupted():
        with replacing(path) as draft:
            draft.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_refuses_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(files.os, "open", failing(errno.EACCES))
    with pytest.raises(FileError, match=r"a\.txt cannot be written: permission denied.*folder that you may write to"):
        write(tmp_path / "a.txt", "x")


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_new_file_has_the_mode_that_open_gives_and_an_old_one_keeps_its_own(tmp_path):
    with open(tmp_path / "plain", "w"):
        pass
    write(tmp_path / "new", "x")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode
    (tmp_path / "new").chmod(0o600)
    write(tmp_path / "new", "y")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write to any file")
def test_a_write_protected_file_is_kept(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(FileError, match="permission denied"):
        write(path, "new")
    assert path.read_text() == "old"


def test_a_name_that_is_too_long_is_named(tmp_path):
    with pytest.raises(FileError, match="Give a shorter name"):
        write(tmp_path / ("x" * 300), "x")


def test_a_link_is_followed_to_the_file_it_leads_to(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "folder" / "a.txt")
    write(tmp_path / "link.txt", "x")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "folder" / "a.txt").read_text() == "x"


def test_inside_a_folder_a_link_is_replaced_and_never_followed(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").symlink_to(outside)
    write_inside(folder, "a.html", "page")
    assert outside.read_text() == "mine"
    assert (folder / "a.html").read_text() == "page"
    assert not (folder / "a.html").is_symlink()


def test_a_folder_that_leads_out_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "clients").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ArgumentError, match="leads out of"):
        write_inside(tmp_path / "pages", "clients/a.html", "page")


def test_text_keeps_its_line_ends_on_every_system(tmp_path):
    assert write(tmp_path / "a.txt", "é\n\r\n").read_bytes() == b"\xc3\xa9\n\r\n"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="processes are killed with a signal of POSIX")
def test_a_process_that_is_killed_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    code = (
        "import sys, time\n"
        "from rbtools.core.files import replacing\n"
        "with replacing(sys.argv[1]) as draft:\n"
        "    draft.write_bytes(b'half')\n"
        "    print('written', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "written\n"
        process.kill()
        process.wait()
    assert path.read_text() == "old"


def test_write_log_takes_a_log_alone(plan, tmp_path):
    with pytest.raises(rb.RbtoolsError, match="expected a Log, got DataFrame"):
        rb.write_log(plan, tmp_path / "log.csv")
