"""The acts on tokens: look at them, try them, let them in, make them new, change a PIN, destroy all on one."""

from typing import Any

from app.acts.act import Act, Answers, Choice, Field, Where
from app.acts.at_key import act_at, ceremony_of, second, token_field, token_named
from app.acts.persons import present
from ceremonies.act import Action
from ceremonies.tokens import actions as ask

MODULE = "module"
"""The field with the file of a PKCS #11 module; empty for the software tokens of the workspace."""
LOOK = "looktokens"
SEEN = "seen"
"""The answer that the front end adds: what the short process saw."""


def _module_field(label: str = "PKCS #11 module, empty for the software tokens") -> Field:
    return Field(name=MODULE, label=label, kind="path", required=False, hint="/usr/lib/softhsm/libsofthsm2.so")


def _look(where: Where, answers: Answers) -> Action:
    seen: Any = answers.get(SEEN, ())
    return ask.SeeTokens(by=where.by, seen=tuple(seen))


def _of(where: Where, answers: Answers) -> dict[str, Any]:
    token = token_named(where, answers.get("token", ""))
    return {"by": where.by, "label": token.label if token else "", "serial": token.serial if token else ""}


def _of_two(where: Where, answers: Answers) -> dict[str, Any]:
    return {**_of(where, answers), "second": answers["second"]}


def _half_field(where: Where, name: str, label: str) -> Field:
    """Who enters a PIN: one, or two who enter a half each."""
    return Field(
        name=name, label=label, kind="many", choices=present(where), required=bool(present(where)), default=where.by
    )


def _people(answer: str) -> tuple[str, ...]:
    return tuple(one for one in answer.split(",") if one)


def _probe_fields(where: Where) -> tuple[Field, ...]:
    other = Field(
        name="second",
        label="Who enters the other half of the PIN, if it has two",
        kind="choice",
        choices=tuple(one for one in present(where) if one.value != where.by),
        required=False,
    )
    return (token_field(where), other)


def _probe(where: Where, answers: Answers) -> Action:
    return ask.ProbeToken(**_of_two(where, answers))


def _enrol_fields(where: Where) -> tuple[Field, ...]:
    return (
        token_field(where),
        Field(name="serial_read", label="Serial, as the second person reads it on the token"),
        Field(name="certificate", label="Number of its security certificate", required=False),
        Field(name="seal", label="Number of its seal", required=False),
        second(where),
    )


def _enrol(where: Where, answers: Answers) -> Action:
    said = {name: answers[name] for name in ("serial_read", "certificate", "seal")}
    return ask.EnrolToken(**_of_two(where, answers), **said)


def _withdraw_fields(where: Where) -> tuple[Field, ...]:
    return (token_field(where), Field(name="reason", label="Reason"), second(where))


def _withdraw(where: Where, answers: Answers) -> Action:
    return ask.WithdrawToken(**_of_two(where, answers), reason=answers["reason"])


def _initialise_fields(where: Where) -> tuple[Field, ...]:
    ceremony = ceremony_of(where)
    chosen = token_field(where, label="Token, empty for a new one", required=False)
    return (
        chosen,
        _module_field("For a new one: PKCS #11 module, empty for a software token"),
        Field(name="new_label", label="Label from now on", default=ceremony.token_label if ceremony else ""),
        _half_field(where, "so_people", "Who enters the SO PIN"),
        _half_field(where, "people", "Who enters the user PIN"),
        Field(name="so_custody", label="Where the SO PIN is kept"),
        Field(name="custody", label="Where the user PIN is kept"),
        second(where),
    )


def _initialise(where: Where, answers: Answers) -> Action:
    module = answers[MODULE]
    return ask.InitialiseToken(
        **_of_two(where, answers),
        new_label=answers["new_label"],
        so_people=_people(answers["so_people"]),
        people=_people(answers["people"]),
        so_custody=answers["so_custody"],
        custody=answers["custody"],
        kind="pkcs11" if module and where.software_tokens != module else "software",
        module=module or where.software_tokens,
    )


def _pin_fields(where: Where) -> tuple[Field, ...]:
    whose = (Choice("user", "the user's"), Choice("SO", "the Security Officer's"))
    return (
        token_field(where),
        Field(name="who", label="Whose PIN", kind="choice", choices=whose, default="user"),
        _half_field(where, "people", "Who enters the old one"),
        _half_field(where, "new_people", "Who enters the new one"),
        Field(name="custody", label="Where the new one is kept"),
        second(where),
    )


def _change_pin(where: Where, answers: Answers) -> Action:
    return ask.ChangeTokenPin(
        **_of_two(where, answers),
        who="SO" if answers["who"] == "SO" else "user",
        people=_people(answers["people"]),
        new_people=_people(answers["new_people"]),
        custody=answers["custody"],
    )


def _zeroise_fields(where: Where) -> tuple[Field, ...]:
    return (
        token_field(where),
        _half_field(where, "so_people", "Who enters the SO PIN"),
        Field(name="reason", label="Reason"),
        second(where),
    )


def _zeroise(where: Where, answers: Answers) -> Action:
    return ask.ZeroiseToken(
        **_of_two(where, answers), so_people=_people(answers["so_people"]), reason=answers["reason"]
    )


def _not_at(*steps: str) -> Any:  # noqa: ANN401 - whether an act is hidden, as Act takes it
    """Hides an act in a script, but at its own step; on the tokens' page it always shows."""
    return lambda where: ceremony_of(where) is not None and act_at(where) not in steps


TOKEN_ACTS: tuple[Act, ...] = (
    Act(
        name=LOOK,
        title="Look which tokens are there",
        key="l",
        scope="tokens",
        fields=lambda _where: (_module_field(),),
        action=_look,
        hidden=_not_at("probe", "enrol", "initialise", "change pin", "zeroise"),
        help="A short process of its own asks the module, so that one that crashes takes nothing with it.",
    ),
    Act(
        name="probe",
        title="Try what a token does and refuses",
        key="v",
        scope="tokens",
        fields=_probe_fields,
        action=_probe,
        hidden=_not_at("probe"),
        help="The acceptance probe: no ceremony trusts a token that was not tried, or that failed.",
    ),
    Act(
        name="enroltoken",
        title="Enrol a token",
        key="n",
        scope="tokens",
        fields=_enrol_fields,
        action=_enrol,
        hidden=_not_at("enrol"),
        help="Two people let it in, by serial and certificate number. It gets a mark that the other kind refuses.",
    ),
    Act(
        name="initialise",
        title="Initialise a token, or make a software token",
        key="i",
        scope="tokens",
        fields=_initialise_fields,
        action=_initialise,
        hidden=_not_at("initialise"),
        help="Everything on it is destroyed. Both PINs are entered on the strong room's screen.",
    ),
    Act(
        name="changepin",
        title="Change a token's PIN",
        key="c",
        scope="tokens",
        fields=_pin_fields,
        action=_change_pin,
        hidden=_not_at("change pin"),
        help="Old and new are entered on the strong room's screen; where the new one is kept is recorded.",
    ),
    Act(
        name="zeroise",
        title="Zeroise a token",
        key="b",
        scope="tokens",
        fields=_zeroise_fields,
        action=_zeroise,
        hidden=_not_at("zeroise"),
        help="Destroys everything on it. Show first that no key in use stands in it alone.",
    ),
    Act(
        name="withdraw",
        title="Let no ceremony use a token any more",
        key="w",
        scope="tokens",
        fields=_withdraw_fields,
        action=_withdraw,
        hidden=_not_at(),
        help="Its record stays. It may be tried and enrolled again.",
    ),
)
"""In the order of the menu."""
