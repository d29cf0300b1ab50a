"""The acts of the people in the room: enrolling, signing in and out, keys, roles and key slots."""

from app.acts.act import Act, Answers, Choice, Field, NewKey, Where, split_many
from app.acts.becoming import action_of, becomes
from app.acts.persons import absent, everybody, nobody_enrolled, present, second_field
from ceremonies.act import Action
from ceremonies.people import actions as ask
from ceremonies.people.roles import CUSTODIAN_ROLES, ROLES, Role
from ceremonies.sittings import actions as sitting

_ROLE_CHOICES = tuple(Choice(role, role) for role in ROLES)


def _roles(text: str) -> tuple[Role, ...]:
    return split_many(text)


def _is_alias(answers: Answers, field: str) -> bool:
    return bool(CUSTODIAN_ROLES & set(split_many(answers[field])))


def _person_fields(prefix: str, says: str, *, named: bool = True) -> tuple[Field, ...]:
    return (
        Field(name=f"{prefix}_name", label=f"{says}: name", required=named),
        Field(name=f"{prefix}_organisation", label=f"{says}: organisation", required=named),
        Field(name=f"{prefix}_roles", label=f"{says}: roles", kind="many", choices=_ROLE_CHOICES),
    )


def _enrolment(answers: Answers, prefix: str) -> ask.Enrolment:
    return ask.Enrolment(
        name=answers[f"{prefix}_name"] or None,
        organisation=answers[f"{prefix}_organisation"] or None,
        roles=_roles(answers[f"{prefix}_roles"]),
        public_key=answers[f"{prefix}_public"],
        register_digest=answers.get(f"{prefix}_digest") or None,
    )


def _first_two_fields(_where: Where) -> tuple[Field, ...]:
    return _person_fields("first", "First person") + _person_fields("second", "Second person")


def _first_two(where: Where, answers: Answers) -> Action:
    return ask.EnrolFirstTwo(by=where.by, first=_enrolment(answers, "first"), second=_enrolment(answers, "second"))


def _first_two_keys(_where: Where, answers: Answers) -> tuple[NewKey, ...]:
    return (
        NewKey(answer="first_public", whose=answers["first_name"], roles=split_many(answers["first_roles"])),
        NewKey(
            answer="second_public", whose=answers["second_name"], roles=split_many(answers["second_roles"]), after=1
        ),
    )


def _enrol_fields(where: Where) -> tuple[Field, ...]:
    digest = Field(
        name="person_digest", label="Of a Key Custodian: digest of what the sealed register holds", required=False
    )
    return (*_person_fields("person", "Person", named=False), digest, second_field(where))


def _enrol(where: Where, answers: Answers) -> Action:
    return ask.Enrol(by=where.by, second=answers["second"], person=_enrolment(answers, "person"))


def _enrol_key(_where: Where, answers: Answers) -> tuple[NewKey, ...]:
    whose = "the Key Custodian" if _is_alias(answers, "person_roles") else answers["person_name"]
    return (NewKey(answer="person_public", whose=whose, roles=split_many(answers["person_roles"])),)


def _sign_in_fields(where: Where) -> tuple[Field, ...]:
    return (Field(name="person", label="Who comes in", kind="choice", choices=absent(where)),)


def _sign_in(where: Where, answers: Answers) -> Action:
    return action_of(sitting.SignIn, where, answers, by=answers["person"])


def _sign_out_fields(where: Where) -> tuple[Field, ...]:
    return (Field(name="person", label="Who goes out", kind="choice", choices=present(where)),)


def _sign_out(where: Where, answers: Answers) -> Action:
    return action_of(sitting.SignOut, where, answers, by=answers["person"])


def _role_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="person", label="Person", kind="choice", choices=everybody(where)),
        Field(name="roles", label="Roles from now on", kind="many", choices=_ROLE_CHOICES),
        second_field(where),
    )


def _rekey_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="person", label="Person", kind="choice", choices=everybody(where)),
        Field(name="reason", label="Reason", hint="forgotten passphrase"),
        Field(name="checked", label="How their identity was checked"),
        second_field(where),
    )


def _rekey(where: Where, answers: Answers) -> Action:
    return action_of(ask.Rekey, where, answers, public_key=answers["public"])


def _rekey_key(_where: Where, answers: Answers) -> tuple[NewKey, ...]:
    return (NewKey(answer="public", whose=answers["person"], roles=(), person=answers["person"]),)


def _leave_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="person", label="Person", kind="choice", choices=everybody(where)),
        Field(name="reason", label="Reason"),
        second_field(where),
    )


def _slot_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="person", label="Who may open the workspace", kind="choice", choices=everybody(where)),
        second_field(where),
    )


def _unslot_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="person", label="Whose slot is taken away"),
        Field(name="reason", label="Reason"),
        second_field(where),
    )


PEOPLE_ACTS = (
    Act(
        name="firsttwo",
        title="Enrol the first two people",
        key="f",
        scope="people",
        fields=_first_two_fields,
        action=_first_two,
        new_keys=_first_two_keys,
        hidden=lambda where: bool(where.people),
        help="The first two people enrol each other. Everyone sets their own passphrase.",
    ),
    Act(
        name="signin",
        title="Sign in",
        key="i",
        scope="people",
        fields=_sign_in_fields,
        action=_sign_in,
        hidden=lambda where: not absent(where),
        help="Whoever comes in signs for it with their own key.",
    ),
    Act(
        name="signout",
        title="Sign out",
        key="o",
        scope="people",
        fields=_sign_out_fields,
        action=_sign_out,
        hidden=lambda where: not present(where),
        help="Whoever goes out signs for it with their own key.",
    ),
    Act(
        name="enrol",
        title="Enrol a person",
        key="n",
        scope="people",
        fields=_enrol_fields,
        action=_enrol,
        new_keys=_enrol_key,
        hidden=nobody_enrolled,
        help="Two people who are signed in enrol the next. A Key Custodian is an alias: no name, no organisation.",
    ),
    Act(
        name="roles",
        title="Change a person's roles",
        key="r",
        scope="people",
        fields=_role_fields,
        action=becomes(ask.ChangeRoles),
        hidden=nobody_enrolled,
        help="What a person may do follows from their roles. What they signed before stands.",
    ),
    Act(
        name="rekey",
        title="Give a person a new key",
        key="k",
        scope="people",
        fields=_rekey_fields,
        action=_rekey,
        new_keys=_rekey_key,
        hidden=nobody_enrolled,
        help="A forgotten passphrase never stops a ceremony: two others check who the person is.",
    ),
    Act(
        name="leaves",
        title="Record that a person leaves",
        key="l",
        scope="people",
        fields=_leave_fields,
        action=becomes(ask.Leave),
        hidden=nobody_enrolled,
        help="They sign nothing from then on. What they signed before stands.",
    ),
    Act(
        name="slot",
        title="Let a person open the workspace",
        key="s",
        scope="people",
        fields=_slot_fields,
        action=becomes(ask.AddSlot),
        hidden=nobody_enrolled,
        help="Each authorised person has a key slot of their own.",
    ),
    Act(
        name="unslot",
        title="Take a key slot away",
        key="u",
        scope="people",
        fields=_unslot_fields,
        action=becomes(ask.RemoveSlot),
        hidden=nobody_enrolled,
        help="That passphrase opens the workspace no longer. A copy made before still opens with it.",
    ),
)
"""Every act about people, in the order of the menu."""
