"""Which form an act gets."""

from collections.abc import Sequence

from app.acts.act import Act, Field, Where
from app.dialogs.form import FormDialog
from app.dialogs.gate import GateDialog


def form_for(act: Act, where: Where, fields: Sequence[Field]) -> FormDialog:
    """The form of ``act``: the weighing has its own layout, every other act the same one."""
    step = where.step
    if act.name == "weigh" and step is not None:
        return GateDialog(act.name, f"{step.id} {step.title}", step.gate_says, fields, where.chosen)
    about = f"{act.title}  {step.id}" if act.scope == "run" and step is not None else act.title
    return FormDialog(act.name, about, act.help, fields, where.chosen)
