"""The PGP word list: bytes as words that can be read aloud and compared by ear.

A byte at an even place (counted from 0) is one of 256 two-syllable words, at an odd place one of 256 three-syllable
words, so that a word left out, doubled or swapped is noticed.

Source: P. Juola and P. Zimmermann, "Whole-Word Phonetic Distances and the PGPfone Alphabet", 1996.
"""

from collections.abc import Sequence
from types import MappingProxyType

from ceremonies.errors import Unusable

EVEN_WORDS: tuple[str, ...] = tuple(
    """
    aardvark absurd accrue acme adrift adult afflict ahead aimless Algol allow alone ammo ancient apple artist
    assume Athens atlas Aztec baboon backfield backward banjo beaming bedlamp beehive beeswax befriend Belfast
    berserk billiard bison blackjack blockade blowtorch bluebird bombast bookshelf brackish breadline breakup
    brickyard briefcase Burbank button buzzard cement chairlift chatter checkup chisel choking chopper Christmas
    clamshell classic classroom cleanup clockwork cobra commence concert cowbell crackdown cranky crowfoot crucial
    crumpled crusade cubic dashboard deadbolt deckhand dogsled dragnet drainage dreadful drifter dropper drumbeat
    drunken Dupont dwelling eating edict egghead eightball endorse endow enlist erase escape exceed eyeglass
    eyetooth facial fallout flagpole flatfoot flytrap fracture framework freedom frighten gazelle Geiger glitter
    glucose goggles goldfish gremlin guidance hamlet highchair hockey indoors indulge inverse involve island
    jawbone keyboard kickoff kiwi klaxon locale lockup merit minnow miser Mohawk mural music necklace Neptune
    newborn nightbird Oakland obtuse offload optic orca payday peachy pheasant physique playhouse Pluto preclude
    prefer preshrunk printer prowler pupil puppy python quadrant quiver quota ragtime ratchet rebirth reform regain
    reindeer rematch repay retouch revenge reward rhythm ribcage ringbolt robust rocker ruffled sailboat sawdust
    scallion scenic scorecard Scotland seabird select sentence shadow shamrock showgirl skullcap skydive slingshot
    slowdown snapline snapshot snowcap snowslide solo southward soybean spaniel spearhead spellbind spheroid spigot
    spindle spyglass stagehand stagnate stairway standard stapler steamship sterling stockman stopwatch stormy
    sugar surmount suspense sweatband swelter tactics talon tapeworm tempest tiger tissue tonic topmost tracker
    transit trauma treadmill Trojan trouble tumor tunnel tycoon uncut unearth unwind uproot upset upshot vapor
    village virus Vulcan waffle wallet watchword wayside willow woodlark Zulu
    """.split()  # noqa: SIM905 - 256 quoted words would hide the list
)
"""Two syllables: bytes at even places."""

ODD_WORDS: tuple[str, ...] = tuple(
    """
    adroitness adviser aftermath aggregate alkali almighty amulet amusement antenna applicant Apollo armistice
    article asteroid Atlantic atmosphere autopsy Babylon backwater barbecue belowground bifocals bodyguard
    bookseller borderline bottomless Bradbury bravado Brazilian breakaway Burlington businessman butterfat Camelot
    candidate cannonball Capricorn caravan caretaker celebrate cellulose certify chambermaid Cherokee Chicago
    clergyman coherence combustion commando company component concurrent confidence conformist congregate
    consensus consulting corporate corrosion councilman crossover crucifix cumbersome customer Dakota decadence
    December decimal designing detector detergent determine dictator dinosaur direction disable disbelief
    disruptive distortion document embezzle enchanting enrollment enterprise equation equipment escapade Eskimo
    everyday examine existence exodus fascinate filament finicky forever fortitude frequency gadgetry Galveston
    getaway glossary gossamer graduate gravity guitarist hamburger Hamilton handiwork hazardous headwaters
    hemisphere hesitate hideaway holiness hurricane hydraulic impartial impetus inception indigo inertia infancy
    inferno informant insincere insurgent integrate intention inventive Istanbul Jamaica Jupiter leprosy letterhead
    liberty maritime matchmaker maverick Medusa megaton microscope microwave midsummer millionaire miracle misnomer
    molasses molecule Montana monument mosquito narrative nebula newsletter Norwegian October Ohio onlooker opulent
    Orlando outfielder Pacific pandemic Pandora paperweight paragon paragraph paramount passenger pedigree Pegasus
    penetrate perceptive performance pharmacy phonetic photograph pioneer pocketful politeness positive potato
    processor provincial proximate puberty publisher pyramid quantity racketeer rebellion recipe recover repellent
    replica reproduce resistor responsive retraction retrieval retrospect revenue revival revolver sandalwood
    sardonic Saturday savagery scavenger sensation sociable souvenir specialist speculate stethoscope stupendous
    supportive surrender suspicious sympathy tambourine telephone therapist tobacco tolerance tomorrow torpedo
    tradition travesty trombonist truncated typewriter ultimate undaunted underfoot unicorn unify universe unravel
    upcoming vacancy vagabond vertigo Virginia visitor vocalist voyager warranty Waterloo whimsical Wichita
    Wilmington Wyoming yesteryear Yucatan
    """.split()  # noqa: SIM905 - as above
)
"""Three syllables: bytes at odd places."""

_COLUMNS = (EVEN_WORDS, ODD_WORDS)
_VALUES = tuple(MappingProxyType({word.casefold(): value for value, word in enumerate(c)}) for c in _COLUMNS)


def to_words(data: bytes) -> list[str]:
    """One word for each byte, the columns taking turns."""
    return [_COLUMNS[place % 2][value] for place, value in enumerate(data)]


def to_lines(data: bytes, per_line: int = 4) -> list[str]:
    """The words of ``data``, ``per_line`` on each line, to read aloud or to sign on paper."""
    words = to_words(data)
    return [" ".join(words[start : start + per_line]) for start in range(0, len(words), per_line)]


def from_words(words: str | Sequence[str]) -> bytes:
    """The bytes that ``words`` stand for; capitals don't matter.

    Raises:
        Unusable: names the first word that is unknown or stands in the wrong column.
    """
    given = words.split() if isinstance(words, str) else words
    return bytes(_value(place, word) for place, word in enumerate(given))


def _value(place: int, word: str) -> int:
    """The byte for the word at ``place``, counted from 0."""
    value = _VALUES[place % 2].get(word.casefold())
    if value is not None:
        return value
    if word.casefold() in _VALUES[(place + 1) % 2]:
        raise Unusable(
            f"Word {place + 1}, {word!r}, belongs to the other column: a word before it is missing, doubled or swapped."
        )
    raise Unusable(f"Word {place + 1}, {word!r}, is not in the PGP word list. Read it again.")
