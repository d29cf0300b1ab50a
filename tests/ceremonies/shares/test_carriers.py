from ceremonies.shares.carriers import file_name, share_label


def test_a_share_is_called_by_its_key_set_and_number():
    assert share_label("REC-0001", 716, 2) == "REC-0001 set 00716 share 3"
    assert file_name("REC-0001", 716, 2) == "REC-0001-00716-share-03.sealed"
