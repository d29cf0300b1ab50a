"""Profiles: what a certificate or a list must look like, read from TOML. Unknown keys are refused."""

from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from ceremonies.certificates.roles import ROLES
from ceremonies.errors import Refused, Unusable

Usage = Literal["digital signature", "key agreement", "certificate signing", "CRL signing"]
Issuer = Literal["root", "issuing"]
Practice = Literal["production", "rehearsal"]
OptionalOid = Annotated[str, msgspec.Meta(pattern=r"^([0-2](\.(0|[1-9][0-9]{0,9})){2,20})?$", max_length=120)]
Oid = Annotated[str, msgspec.Meta(pattern=r"^([0-2](\.(0|[1-9][0-9]{0,9})){2,20})$", max_length=120)]

TEST = "TEST"
"""How the common name of every certificate of a rehearsal begins, and of none in production."""


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The certificate policy's object identifier, by what a workspace is for; empty where it isn't set."""

    rehearsal: Oid
    production: OptionalOid = ""


class Contingency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the Contingency Public Key is wrapped.

    Attributes:
        wrap_algorithm: object identifier that stands in the certificate.
        key_bytes: length of the Contingency Symmetric Key (rule CSK).
        format: how the bytes are made.
    """

    wrap_algorithm: Oid
    key_bytes: Literal[16, 32]
    format: Literal["RFC 5649"] = "RFC 5649"


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one kind of certificate looks like.

    Attributes:
        name: how commands and records call it.
        title: what a person reads.
        role: the organisational unit, two hex digits.
        signed_by: which authority signs it.
        usage: the whole critical key usage.
        years: how long it is valid.
        authority: whether it may sign certificates.
        path_length: authorities that may stand below it; None says nothing about it.
        entity: whether an EUI-64 stands in the subject as uniqueIdentifier.
        carries_contingency: whether wrappedApexContinKey stands in it.
        rehearsal_name: the common name where a rehearsal gives none.
        serves: the governing text's steps that call for it.
    """

    name: str
    title: str
    role: str
    signed_by: Issuer
    usage: tuple[Usage, ...]
    years: Annotated[int, msgspec.Meta(ge=1, le=100)]
    entity: Literal["none", "optional", "required"]
    rehearsal_name: str
    authority: bool = False
    path_length: Annotated[int, msgspec.Meta(ge=0, le=10)] | None = None
    carries_contingency: bool = False
    serves: str = ""

    @property
    def self_signed(self) -> bool:
        """Whether it signs itself."""
        return self.name == self.signed_by


class ListProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one kind of revocation list looks like; ``days`` is the time until the next one is due."""

    name: Literal["ARL", "CRL"]
    title: str
    signed_by: Issuer
    days: Annotated[int, msgspec.Meta(ge=1, le=3660)]


class Profiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All profiles of a workspace."""

    policy: Policy
    contingency: Contingency
    certificate: tuple[Profile, ...]
    list: tuple[ListProfile, ...]

    def named(self, name: str) -> Profile:
        """The certificate profile ``name``.

        Raises:
            Unusable: there is none.
        """
        for each in self.certificate:
            if each.name == name:
                return each
        there = ", ".join(each.name for each in self.certificate)
        raise Unusable(f"There is no certificate profile {name!r}. There are {there}.")

    def list_named(self, name: str) -> ListProfile:
        """The list profile ``name``.

        Raises:
            Unusable: there is none.
        """
        for each in self.list:
            if each.name == name:
                return each
        raise Unusable(f"There is no revocation list {name!r}. There are {', '.join(one.name for one in self.list)}.")

    def fitting(self, unit: str, usages: tuple[str, ...]) -> Profile | None:
        """The profile of certificates with this organisational unit and key usage."""
        for each in self.certificate:
            if each.role == unit and set(each.usage) == set(usages):
                return each
        return None

    def policy_for(self, practice: Practice) -> str:
        """The policy that a certificate of such a workspace carries.

        Raises:
            Refused: TOKEN-ENROLLED, where production has none of its own.
        """
        if practice == "rehearsal":
            return self.policy.rehearsal
        if not self.policy.production or self.policy.production == self.policy.rehearsal:
            raise Refused(
                "TOKEN-ENROLLED",
                "No policy of live certificates is set, and a rehearsal's must not stand in one."
                " Set policy.production in the certificate profiles.",
            )
        return self.policy.production


def load_profiles(data: bytes, name: str) -> Profiles:
    """The profiles in the TOML file's bytes; ``name`` stands in the sentence.

    Raises:
        Unusable: says where it is wrong.
    """
    try:
        profiles = msgspec.toml.decode(data, type=Profiles)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unusable(f"{name} isn't a file of certificate profiles: {error}.") from None
    problems = list(_problems(profiles))
    if problems:
        raise Unusable("\n".join(f"{name}: {problem}" for problem in problems))
    return profiles


def shipped_profiles() -> Profiles:
    """The profiles that come with the program, ``profiles.toml`` beside this module."""
    return load_profiles(files("ceremonies.certificates").joinpath("profiles.toml").read_bytes(), "profiles.toml")


def _problems(profiles: Profiles) -> list[str]:
    names = [each.name for each in profiles.certificate]
    problems = [f"the profile {name!r} stands in it twice." for name in sorted(set(names)) if names.count(name) > 1]
    problems += [f"the authority {name!r} has no profile." for name in ("root", "issuing") if name not in names]
    for each in profiles.certificate:
        if each.role not in ROLES:
            problems.append(f"{each.name}: {each.role!r} is no Remote Party Role.")
        if each.authority != ("certificate signing" in each.usage):
            problems.append(f"{each.name}: only an authority signs certificates, and every authority does.")
        if each.path_length is not None and not each.authority:
            problems.append(f"{each.name}: only an authority has a path length.")
        if not each.usage or (not each.authority and len(each.usage) != 1):
            problems.append(f"{each.name}: a key has exactly one use; an authority's signs certificates and lists.")
        if not each.rehearsal_name.startswith(TEST):
            problems.append(f"{each.name}: the name in a rehearsal begins with {TEST}.")
    return problems
