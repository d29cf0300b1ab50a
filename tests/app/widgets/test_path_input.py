"""A file's name is completed from its folder."""

from pathlib import Path

from app.widgets.path_input import completed


def test_the_first_name_that_fits_completes_it(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_text("x")
    (tmp_path / "lists").mkdir()
    (tmp_path / ".hidden").write_text("x")
    assert completed(f"{tmp_path}/let") == f"{tmp_path}/letter.pdf"
    assert completed(f"{tmp_path}/lis") == f"{tmp_path}/lists/"
    assert completed(f"{tmp_path}/") == f"{tmp_path}/letter.pdf"
    assert completed(f"{tmp_path}/none") is None
    assert completed(f"{tmp_path}/missing/x") is None
    assert completed("") is None
