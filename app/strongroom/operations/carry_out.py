"""From a request to what is done for it."""

from app.strongroom import protocol as p
from app.strongroom.held import Held, Tell
from app.strongroom.operations.activate import activate, deactivate, open_activation, take_share
from app.strongroom.operations.apex import wrap_apex
from app.strongroom.operations.generate import generate, generate_symmetric
from app.strongroom.operations.hand_out import close, hand_out, prove
from app.strongroom.operations.reshare import destroy_blob, reshare
from app.strongroom.operations.sign import agree, sign
from app.strongroom.operations.token_key import destroy_token_key, generate_token_key
from app.strongroom.operations.tokens import change_pin, enrol, initialise, list_tokens, open_token, probe, zeroise
from ceremonies.errors import Misuse


def carry_out(held: Held, asked: p.Request, tell: Tell) -> p.Reply:  # noqa: C901, PLR0911, PLR0912 - one line an act
    """Do what is asked, and say what came of it.

    Raises:
        KeyroomError: it was not done.
    """
    match asked:
        case p.ListTokens():
            return list_tokens(held, asked)
        case p.OpenToken():
            return open_token(held, asked)
        case p.Generate():
            return generate(held, asked, tell)
        case p.GenerateSymmetric():
            return generate_symmetric(held, asked, tell)
        case p.HandOut():
            return hand_out(held, asked)
        case p.Prove():
            return prove(held, asked)
        case p.Close():
            return close(held, asked)
        case p.GenerateTokenKey():
            return generate_token_key(held, asked)
        case p.Open():
            return open_activation(held, asked)
        case p.TakeShare():
            return take_share(held, asked)
        case p.Activate():
            return activate(held, asked)
        case p.Agree():
            return agree(held, asked)
        case p.Sign():
            return sign(held, asked)
        case p.WrapApex():
            return wrap_apex(held, asked)
        case p.Deactivate():
            return deactivate(held, asked)
        case p.Reshare():
            return reshare(held, asked, tell)
        case p.DestroyTokenKey():
            return destroy_token_key(held, asked)
        case p.DestroyBlob():
            return destroy_blob(asked)
        case p.Probe():
            return probe(held, asked)
        case p.Enrol():
            return enrol(held, asked)
        case p.Initialise():
            return initialise(held, asked)
        case p.ChangePin():
            return change_pin(held, asked)
        case p.Zeroise():
            return zeroise(held, asked)
        case p.End():
            held.forget()
            return p.Over()
        case p.Begin():
            raise Misuse("The strong room has begun already.")
