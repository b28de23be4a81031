"""Decisions that put a course in a place against other rules: as many as there is room for."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Sequence
from dataclasses import replace

from degreekit.audit.model.frame import Frame
from degreekit.audit.model.model import Goal, Item, Model, Option
from degreekit.audit.model.ways import Profile
from degreekit.audit.solve.search import reachable

__all__ = ["with_due"]


def with_due(goal: Goal, frame: Frame, profiles: Sequence[Profile]) -> Goal:
    """Return a goal that also holds courses where decisions put them.

    Two such decisions may want the same place. They are looked at in their order, and one that
    leaves no room with the earlier ones does not bind.

    Args:
        goal: what courses have to bring.
        frame: the rules.
        profiles: what each record of the student can do.
    """
    if not frame.due:
        return goal
    held = [p for p in profiles if any(c in frame.due for o in p.options for c, _ in o.gains)]
    times = Counts(profile.identity for profile in held if profile.once)
    items = []
    for profile in held:
        options = profile.options
        if times[profile.identity] > 1:
            once = frame.once(profile.identity), 1
            options = tuple(replace(o, gains=(*o.gains, once)) if o.uses else o for o in options)
        items.append(Item((*options, Option((), (), assumed=False))))
    kept: tuple[int, ...] = ()
    for counter in frame.due:
        asked = Goal(counters=(*kept, counter))
        model = Model(tuple(frame.counters), tuple(items), (), asked, frame.spreads)
        if reachable(model):
            kept = asked.counters
    return Goal(parts=(goal, Goal(counters=kept)), at_least=2)
