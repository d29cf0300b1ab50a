import tomllib

from hypothesis import given
from hypothesis import strategies as st

from ceremonies.workspace.description import Description, Slot, load_description, origin_for, save_description, to_toml

ID = "0123456789abcdef"
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50)


def description(*names):
    return Description(
        format=1,
        kind="rehearsal",
        origin=origin_for("rehearsal", ID),
        id=ID,
        created="2026-11-22T14:05:00.000000Z",
        vkey="name+00000000+AAAA",
        log_key=bytes(60),
        slot=tuple(
            Slot(person=name, salt=bytes(16), memory_kib=8, passes=1, lanes=1, wrapped=bytes(60)) for name in names
        ),
    )


@given(st.lists(NAMES, min_size=1, max_size=3))
def test_any_name_survives_being_written(names):
    read = tomllib.loads(to_toml(description(*names)))
    assert [slot["person"] for slot in read["slot"]] == names


def test_it_is_read_as_it_was_written(tmp_path):
    save_description(tmp_path, description("P-01", "Zoë \U0001f511"))
    assert load_description(tmp_path) == description("P-01", "Zoë \U0001f511")
    assert (tmp_path / "workspace.toml").stat().st_mode & 0o777 == 0o600


def test_the_log_keys_seal_is_bound_to_everything_that_names_the_workspace():
    one = description("P-01")
    others = [
        Description(**{**{name: getattr(one, name) for name in one.__struct_fields__}, **change})
        for change in ({"format": 2}, {"kind": "production"}, {"origin": "o"}, {"id": "f" * 16}, {"vkey": "v"})
    ]
    assert len({each.seal_label() for each in (one, *others)}) == 6
