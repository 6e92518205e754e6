from pathlib import Path

import pytest

from bot.first_run import remember


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    remember(file, "KARMYQ_X", "1:a")
    assert (file.read_text(), mode(file)) == ("KARMYQ_X=1:a\n", 0o600)


def test_other_lines_stay_and_the_old_value_goes(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# mine\nA=1\nexport KARMYQ_X=old\nB=2\nkarmyq_x=older\n#KARMYQ_X=kept")
    file.chmod(0o644)
    remember(file, "KARMYQ_X", "new")
    assert file.read_text() == "# mine\nA=1\nKARMYQ_X=new\nB=2\n#KARMYQ_X=kept\n"
    assert mode(file) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == [".env"]


def test_what_cannot_be_written_leaves_everything_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / ".env"
    folder.mkdir()
    with pytest.raises(OSError, match="directory"):
        remember(folder, "KARMYQ_X", "1")
    assert [entry.name for entry in tmp_path.iterdir()] == [".env"]
