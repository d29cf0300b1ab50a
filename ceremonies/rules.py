"""Every named rule of the record, the runbooks, the keys and the room, with one sentence on what it protects.

The same name stands in the refusal a person reads, in the ledger, in the test that trips it and in the report.
"""

from collections.abc import Mapping
from types import MappingProxyType

RULES: Mapping[str, str] = MappingProxyType(
    {
        # Incidents and runs
        "RUN-MANY": "One Incident has as many runs as it needs, at once or in turn, each in a procedure that exists.",
        "RUN-OPEN-STEPS": (
            "Steps that belong together are open together, and nothing that is open is left behind at the end."
        ),
        "RUN-NO-STRAND": (
            "No run ends while a Device or a threshold stands as it put it, unless two people decided who deals with it"
            " by when."
        ),
        "RUN-BEFORE": (
            "What stood before the first run changed it is what comes back, and it comes back with the last that lets"
            " go."
        ),
        "RUN-CONFIRM": "Nothing is recovered before the Subscriber has answered, or was given its time to answer.",
        "RUN-REPORT": (
            "Every recovery, also a stopped or refused one, is reported to the SMKI PMA before its Incident closes."
        ),
        "RUN-OWN-COPY": (
            "A run follows the procedure it began with; only two people who saw the difference move it to a newer one."
        ),
        "RUN-NEVER-STOPS": "A recovery goes on without the program; what was done on paper is entered afterwards.",
        "RUN-PAUSED": "Nothing happens in a run that was paused before somebody resumes it.",
        "RUN-ENDED": "Nothing is added to a run that has ended.",
        "RUN": "What is asked of a run is asked of one that was started in this record.",
        "INCIDENT": "What is asked of an Incident is asked of one that was raised in this record.",
        "INCIDENT-REFERENCE": ("A reference is used once, fits into file names, and shows a rehearsal for what it is."),
        "INCIDENT-CLOSED": "Nothing is added to an Incident that was closed.",
        "HANDOVER": "Command passes only from who has it to who was offered it and signed what was shown.",
        # Steps
        "STEP-ORDER": "Only an open step is worked on, and it leads on by one of its own ways.",
        "STEP-CHECKLIST": "No obligation of a step is left unanswered.",
        "STEP-CEREMONY": "A step that calls for a key ceremony is done when the ceremony is.",
        "STEP-ACT": "A ceremony's step is done when the record shows its act, not when somebody says so.",
        "QUORUM": "What takes M custodians takes M people who are in the room, not M shares in fewer hands.",
        "STEP-RECORD": "What a step asks to be written down is there, in the form it asks for.",
        "TELL": "Whoever must be told is told by the means that is asked for, or it is recorded why not.",
        "OUTSIDE": "Nothing counts as set or put back before the DCC's own systems confirmed it.",
        "ALREADY-RECORDED": "Nothing stands in the record twice as if it had happened twice.",
        "TEXT": "Whatever is written can be shown, printed and read by everyone.",
        "CHOICE": "An answer is one of those there are, whoever asks for it to be recorded.",
        # Decisions and gates
        "DECISION": "What the SMKI PMA decides is recorded as it was received, and the run keeps to it.",
        "GATE-RISKS": "Nobody is cut off from supply before acting was weighed against not acting.",
        "PARTY": "Only who the register allows confirms, submits, or uses a method.",
        "CUSTODIAN-CALL": "The room knows how many Key Custodians can come, and from when a quorum can stand.",
        "CUSTODIAN-PATH": "Each person put forward as Key Custodian is judged alone, under one request.",
        # Time
        "TIME-HAPPENED": "A time that differs from that of recording has passed, and somebody says where it is from.",
        "TIME-FROM": "Every time limit runs from a fact in the record, and nothing is done before its time.",
        "CALENDAR": "A day is a Working Day or not by the bank holidays or by a source that somebody named.",
        "CLOCK": "What is said of the clock is a time that can be read, with its offset.",
        # People
        "SIGNED-IN": "Only people who are in the room act, and each signs with their own key.",
        "TWO-PEOPLE": "What needs two people takes two different ones.",
        "PEOPLE-FIRST-TWO": "From the first entry on, nobody can enrol anybody alone.",
        "PEOPLE-CONFLICT": "Within one ceremony nobody leads, watches, holds shares and audits at once.",
        "PEOPLE-KEY": "Everyone has a key of their own that signs.",
        "PEOPLE-ROLES": "Everyone holds a role that exists.",
        "PEOPLE-UNKNOWN": "What is changed of a person is changed of one who is enrolled.",
        "CUSTODIAN-ALIAS": "No personal data of a Key Custodian stands in the record, which can't be erased.",
        # Shares
        "SHARE-SET": "A set of shares has a number of its own, and gives one key or none.",
        "SHARE-REFUSED": "A share that is not taken is named at once, with the reason, and the others stay.",
        "SHARE-REVEAL": "Outside a ceremony nobody sees more of a secret than its SHA-256, unless it is practice.",
        "CSK": "The Contingency Symmetric Key takes all its parts, and wraps no private key.",
        # Keys
        "KEY-SPLIT": "No one of those who hold a Recovery or Contingency key can wake it alone, and no token keeps it.",
        "KEY-CA-DUAL": "A certificate authority's key is woken by two people for each certificate or list, in order.",
        "KEY-STATE": "Every act says which generation of a key it means, and in which state that is.",
        "KEY-LAST-USE": "No key is destroyed while something, or somebody's devices, still need it.",
        "KEY-COMMIT": "A key counts once every share of it is proved; before that nothing is certified or kept.",
        "WRAP-ORIGIN": "The key that wraps does nothing else, and it is known where it came from.",
        "WRAP-PORTABLE": "A key can be rebuilt from its shares without this program.",
        "BLOB-CUSTODY": "Every copy of a wrapped key has its medium and its place, and none leaves custody.",
        "RESHARE-NEW-WRAP": "New shares of a key open nothing that old shares open.",
        "DESTROY-ACCOUNTED": "A key is called destroyed when too little of it is left to give it back.",
        "SHARE-PROVED": "Every share is shown to be the one that was made, by whoever holds it.",
        "CUSTODY": "It is known who has each share, on what and since when.",
        "SIGN-SEEN": "Nothing is signed that the people in the room can't see for what it is.",
        "SIGN-LIMIT": "A woken key signs what its quorum came for, and no more.",
        "ACTIVATION-END": "A woken key sleeps again at the agreed end, and when its quorum has left.",
        "WORK": "What is done outside the record is announced before, and has its end in the record once.",
        # The record's own keys
        "LOG-KEY": "The record's key is made with it, kept sealed, and known outside by the words that were signed.",
        "COSIGN-CONSISTENT": "A counter-signature says that its signer has checked that the record only grew.",
        "KEY-SLOTS": "Somebody can always open the workspace, and nobody who has left can.",
        "ROLLBACK": "A record that was cut or put back to an older copy is found by the head that was kept outside.",
        "READ-ONLY": "Two programs never write to one record.",
        "SIZE": "A report is made from a record that has the size it names.",
        "SITTING": "Whatever is recorded belongs to a sitting with its attendance.",
        # The room
        "ROOM-LOG": "What happens in the room beside the script is noted, and what was opened there is closed.",
        "ROOM-PRIVATE": "What is typed or shown in private is seen by nobody else, and by no camera.",
        "ROOM-ALONE": "The strong room does one thing at a time, alone, and ends with the program that started it.",
        # Tokens
        "TOKEN-ENROLLED": "Production uses only hardware that two people let in, and none that serves rehearsals.",
        "TOKEN-PROBE": "Nothing is trusted to a token before it was tried what it does, and what it refuses.",
        "TOKEN-ENTROPY": "No one source of randomness decides a key: token and operating system go together.",
    }
)
"""By name, what each rule protects."""
