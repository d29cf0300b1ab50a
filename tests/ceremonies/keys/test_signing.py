import pytest

from ceremonies.keys import actions as ask


@pytest.fixture
def authority(table):
    return table.authority()


@pytest.mark.rule("SIGN-LIMIT")
def test_nothing_is_signed_beyond_the_number_agreed(table, refused):
    table.committed()
    table.active(limit=10)
    refused("SIGN-LIMIT", table.signing("REC-0001", count=11))
    refused("SIGN-LIMIT", table.signing("REC-0001", count=0))
    table.work(table.signing("REC-0001", count=7))
    assert "3 are left" in refused("SIGN-LIMIT", table.signing("REC-0001", count=4))
    table.work(table.signing("REC-0001", count=3))
    refused("SIGN-LIMIT", table.signing("REC-0001", count=1))
    assert table.view("REC-0001").next == ("deactivate",)


@pytest.mark.rule("SIGN-LIMIT")
def test_what_was_promised_counts_as_used_also_when_it_failed(table, refused):
    table.committed()
    table.active(limit=10)
    table.fails(table.signing("REC-0001", count=6), sentence="The token was unplugged.")
    refused("SIGN-LIMIT", table.signing("REC-0001", count=5))
    view = table.view("REC-0001").activation
    assert (view.reserved, view.signed, view.left) == (6, 0, 4)


@pytest.mark.rule("SIGN-LIMIT")
def test_only_what_the_quorum_came_for_is_signed(table, refused):
    table.committed()
    table.active(manifests=("ab" * 32,))
    refused("SIGN-LIMIT", table.signing("REC-0001", "commands"))
    refused("SIGN-LIMIT", table.signing("REC-0001", manifest="cd" * 32))
    refused("SIGN-LIMIT", table.signing("REC-0001", manifest="the list"))
    table.work(table.signing("REC-0001", manifest="AB" * 32))


@pytest.mark.rule("SIGN-LIMIT")
def test_an_answer_of_more_signatures_or_another_list_is_refused(table, refused):
    table.committed()
    table.active()
    work = table.begin(table.signing("REC-0001", count=2))
    for other in ({"count": 3}, {"manifest": "cd" * 32}):
        end = ask.EndWork(key="REC-0001", by="P-01", work=work.id, outcome="done", results=table.answer(work) | other)
        refused("SIGN-LIMIT", end)


@pytest.mark.rule("ACTIVATION-END")
def test_nothing_is_signed_with_a_key_that_is_not_awake(table, refused):
    table.committed()
    refused("ACTIVATION-END", table.signing("REC-0001"))
    table.open("REC-0001")
    refused("ACTIVATION-END", table.signing("REC-0001"))


@pytest.mark.rule("KEY-STATE")
def test_who_signs_says_which_state_is_expected(table, refused):
    table.committed()
    table.active()
    refused("KEY-STATE", table.signing("REC-0001", expects="being replaced"))


@pytest.mark.rule("ROLLBACK")
def test_nothing_is_signed_in_a_record_that_may_be_an_older_copy(table, refused):
    table.committed()
    table.active()
    table.doubt = "No head was brought."
    refused("ROLLBACK", table.signing("REC-0001"))


# Certificates


@pytest.mark.rule("KEY-COMMIT")
def test_no_certificate_is_issued_for_a_key_that_is_not_committed(table, authority, refused):
    _, issuing = authority
    table.generated(issuer=issuing)
    table.active(issuing, signs=("certificate",), limit=1)
    refused("KEY-COMMIT", table.signing(issuing, "certificate", subject="REC-0001", serial="03"))


@pytest.mark.rule("KEY-STATE")
def test_a_key_is_certified_by_the_authority_it_was_planned_under(table, authority, refused):
    root, issuing = authority
    key = table.committed(issuer=issuing)
    table.active(root, signs=("certificate",), limit=1)
    refused("KEY-STATE", table.signing(root, "certificate", subject=key, serial="03"))
    refused("KEY-STATE", table.signing(root, "certificate", serial="03"))


@pytest.mark.rule("KEY-CA-DUAL")
def test_a_serial_number_is_given_once(table, authority, refused):
    _, issuing = authority
    key = table.committed(issuer=issuing)
    table.active(issuing, signs=("certificate",), limit=1)
    refused("KEY-CA-DUAL", table.signing(issuing, "certificate", subject=key, serial="02"))
    refused("KEY-CA-DUAL", table.signing(issuing, "certificate", subject=key, serial="no hex"))
    work = table.begin(table.signing(issuing, "certificate", subject=key, serial="0A"))
    entries = table.end(work)
    assert [entry.kind for entry in entries] == [
        "work.ended",
        "activation.signed",
        "certificate.issued",
        "key.certified",
    ]
    assert [entry.stream for entry in entries[2:]] == [f"key/{issuing}", f"key/{key}"]
    assert table.state(key).certificates[0].serial == "0a"
    assert table.register.of_serial("0a") == key


def test_a_certificate_of_a_key_outside_this_record_is_named_in_words(table, authority):
    _, issuing = authority
    table.certify(issuing, "DCC transitional CoS", "0b")
    assert table.state(issuing).issued[-1].subject == "DCC transitional CoS"


def test_the_root_s_replacement_certificate_is_of_the_same_key(table, authority):
    root, _ = authority
    table.certify(root, root, "07")
    assert [one.serial for one in table.state(root).certificates] == ["01", "07"]


# Lists


def listing(table, issuing, number, revoked=(), **more):
    return table.signing(issuing, "crl", number=number, revoked=revoked, **more)


def waken(table, issuing):
    table.active(issuing, signs=("crl",), limit=1)


@pytest.mark.rule("KEY-CA-DUAL")
def test_a_list_s_number_never_goes_back_not_even_after_a_failure(table, authority, refused):
    _, issuing = authority
    waken(table, issuing)
    refused("KEY-CA-DUAL", listing(table, issuing, 0))
    table.fails(listing(table, issuing, 4), sentence="The token was unplugged.")
    table.deactivate(issuing)
    waken(table, issuing)
    refused("KEY-CA-DUAL", listing(table, issuing, 4))
    table.work(listing(table, issuing, 5))
    (shown,) = table.view(issuing).lists
    assert (shown.number, shown.next_number) == (5, 6)


@pytest.mark.rule("KEY-CA-DUAL")
def test_a_list_keeps_its_earlier_entries(table, authority, refused):
    _, issuing = authority
    key = table.committed(issuer=issuing)
    table.certify(issuing, key, "03")
    waken(table, issuing)
    refused("KEY-CA-DUAL", listing(table, issuing, 1, ("no hex",)))
    table.work(listing(table, issuing, 1, ("03", "0f")))
    table.deactivate(issuing)
    assert table.view(key).certificates[0].revoked_at
    assert table.state(issuing).issued[0].revoked_at
    waken(table, issuing)
    refused("KEY-CA-DUAL", listing(table, issuing, 2, ("03",)))
    entries = table.work(listing(table, issuing, 2, ("03", "0f", "10")))
    assert "key.revoked" not in {entry.kind for entry in entries}


def test_an_authority_revocation_list_counts_for_itself(table, authority):
    root, issuing = authority
    table.active(root, signs=("arl",), limit=1)
    table.work(table.signing(root, "arl", number=1, revoked=("02",)))
    assert table.view(issuing).certificates[0].revoked_at
    assert [one.list for one in table.view(root).lists] == ["arl"]


@pytest.mark.rule("WORK")
def test_one_certificate_has_one_output(table, authority, refused):
    _, issuing = authority
    waken(table, issuing)
    work = table.begin(listing(table, issuing, 1))
    told = table.answer(work) | {"outputs": []}
    refused("WORK", ask.EndWork(key=issuing, by="P-01", work=work.id, outcome="done", results=told))
    table.end(work, count=0, outputs=[])
    assert table.state(issuing).lists["crl"].number == 0
