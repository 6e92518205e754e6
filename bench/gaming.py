"""How far trust can be gamed: the attacks of 3-mechanics section 3 on a simulated village, beside honest members.

Run as `python -m bench.gaming`. Sixty neighbours live together for half a year, five of them hold roles. Attackers
were let in, and each of them (of invented accounts their maker) had one true exchange with a neighbour; the rest
of their deeds is invented. Printed are the highest score any attacker reaches over the seeds, what the same people
have without the invented deeds, and the goal. Nothing here proves anything: no symmetric rule withstands every
invention of people.

Where it ends is shown too, without a goal: eight people who are each truly part of the village, by two or three
exchanges, can vouch each other past 50. To the village they look like eight friends, and partly they are.
"""

import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.ids import CommunityId, PersonId
from core.trust import (
    Deed,
    Elsewhere,
    TrustRules,
    anchors,
    letter,
    live_ties,
    rebuilt,
    scores,
    vouchers,
)

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 180
NEIGHBOURS = 60
HOLDERS = 5
SEEDS = range(5)
RULES = TrustRules()


@dataclass(frozen=True)
class Attack:
    """Who is in it, the one true exchange each of them had, and what they made up."""

    people: list[PersonId]
    honest: list[Deed]
    invented: list[Deed]
    still_members: list[PersonId] | None = None
    judged: list[PersonId] | None = None

    @property
    def members(self) -> list[PersonId]:
        """Those in it who are members at the end."""
        return self.people if self.still_members is None else self.still_members

    @property
    def gainers(self) -> list[PersonId]:
        """Those whose score counts as the attack's success."""
        return self.members if self.judged is None else self.judged


def named(kind: str, count: int) -> list[PersonId]:
    """Return this many people of a kind."""
    return [PersonId(f"{kind}{number:03}") for number in range(count)]


def at(day: float) -> datetime:
    """Return a day of the simulation."""
    return START + timedelta(days=day)


def village(dice: random.Random) -> tuple[list[PersonId], list[Deed]]:
    """Return neighbours and half a year of deeds: most within a circle of eight, about two a month each."""
    members = named("n", NEIGHBOURS)
    deeds = []
    for _ in range(NEIGHBOURS * DAYS // 30):
        place = dice.randrange(NEIGHBOURS)
        near = [(place + step) % NEIGHBOURS for step in (-4, -3, -2, -1, 1, 2, 3, 4)]
        other = dice.choice(near) if dice.random() < 0.7 else dice.randrange(NEIGHBOURS)
        if other != place:
            deeds.append(Deed(at(dice.uniform(0, DAYS)), members[place], members[other]))
    return members, deeds


def arrivals(
    people: Iterable[PersonId], members: list[PersonId], dice: random.Random
) -> list[Deed]:
    """Return one true exchange for each: they helped a neighbour once, somewhen in the last ten weeks."""
    return [Deed(at(DAYS - dice.uniform(0, 70)), dice.choice(members), one) for one in people]


def weekly(pairs: Iterable[tuple[PersonId, PersonId]]) -> list[Deed]:
    """Return a deed a week, in turns, for half a year: the fastest that counts in full."""
    return [
        Deed(at(week * 7), *(pair if week % 2 else pair[::-1]))
        for pair in pairs
        for week in range(DAYS // 7)
    ]


def two_colluders(members: list[PersonId], dice: random.Random) -> Attack:
    """Two confirm each other's deeds every week."""
    two = named("x", 2)
    return Attack(two, arrivals(two, members, dice), weekly([(two[0], two[1])]))


def clique(members: list[PersonId], dice: random.Random) -> Attack:
    """Thirty invented accounts confirm each other's deeds every week; their maker has the only true exchange."""
    fakes = named("x", 30)
    pairs = [(one, other) for one in fakes for other in fakes if one < other]
    return Attack(fakes, arrivals(fakes[:1], members, dice), weekly(pairs))


def farm(members: list[PersonId], dice: random.Random) -> Attack:
    """One member feeds on two hundred accounts that ask and thank them every week."""
    fakes = named("x", 201)
    pairs = [(fakes[0], fake) for fake in fakes[1:]]
    return Attack(fakes, arrivals(fakes[:1], members, dice), weekly(pairs))


def eight_colluders(members: list[PersonId], dice: random.Random) -> Attack:
    """Eight real people, each with one true exchange, invent the rest among themselves."""
    return _eight(members, dice, 1)


def eight_with_two(members: list[PersonId], dice: random.Random) -> Attack:
    """The same with two true exchanges each."""
    return _eight(members, dice, 2)


def eight_with_three(members: list[PersonId], dice: random.Random) -> Attack:
    """The same with three true exchanges each: two thirds of a neighbour's pace over those ten weeks."""
    return _eight(members, dice, 3)


def _eight(members: list[PersonId], dice: random.Random, true_deeds: int) -> Attack:
    eight = named("x", 8)
    true = [deed for _ in range(true_deeds) for deed in arrivals(eight, members, dice)]
    pairs = [(one, other) for one in eight for other in eight if one < other]
    return Attack(eight, true, weekly(pairs))


def turned_holder(members: list[PersonId], dice: random.Random) -> Attack:
    """A role-holder confirms the weekly deeds of ten invented accounts, who also confirm each other's."""
    fakes = named("x", 10)
    pairs = [(members[0], fake) for fake in fakes]
    pairs += [(one, other) for one in fakes for other in fakes if one < other]
    return Attack(fakes, arrivals(fakes[:1], members, dice), weekly(pairs))


def rejoining(members: list[PersonId], dice: random.Random) -> Attack:
    """A partner leaves and comes back as somebody new every week, since first deeds count in full."""
    fakes = named("x", DAYS // 7 + 1)
    deeds = [
        Deed(at(week * 7 + day / 2), *((fakes[0], fake) if day % 2 else (fake, fakes[0])))
        for week, fake in enumerate(fakes[1:])
        for day in range(10)
    ]
    staying = [fakes[0], fakes[-1]]
    return Attack(fakes, arrivals(fakes[:1], members, dice), deeds, staying)


AttackOf = Callable[[list[PersonId], random.Random], Attack]
ATTACKS: tuple[tuple[str, AttackOf, float | None], ...] = (
    ("two colluders", two_colluders, 15.0),
    ("clique of 30 invented", clique, 15.0),
    ("farm of 200 invented", farm, 15.0),
    ("8 real colluders", eight_colluders, 50.0),
    ("  with 2 true exchanges each", eight_with_two, None),
    ("  with 3 true exchanges each", eight_with_three, None),
    ("turned role-holder, 10 invented", turned_holder, 25.0),
    ("partner leaving and rejoining weekly", rejoining, 15.0),
)


def trusts(
    people: list[PersonId], holders: list[PersonId], deeds: list[Deed]
) -> dict[PersonId, float]:
    """Return everybody's T at the end."""
    now = at(DAYS)
    live = live_ties(people, rebuilt(deeds, RULES.half_life_days).values(), now, RULES)
    return {one: own.trust for one, own in scores(live, anchors(live, holders), RULES).items()}


def played(attack_of: AttackOf, seed: int) -> list[float]:
    """Return the highest attacker's score, the same without the invention, and the honest median."""
    dice = random.Random(seed)  # noqa: S311 - a simulation
    members, deeds = village(dice)
    holders = members[::12][:HOLDERS]
    members = [*holders, *(one for one in members if one not in holders)]
    attack = attack_of(members, dice)
    people = [*members, *attack.members]
    with_it = trusts(people, holders, [*deeds, *attack.honest, *attack.invented])
    without = trusts(people, holders, [*deeds, *attack.honest])
    honest = sorted(with_it[one] for one in members)[NEIGHBOURS // 2]
    return [max(known[one] for one in attack.gainers) for known in (with_it, without)] + [honest]


def same_after_return(seed: int) -> float:
    """Return by how much somebody's T rises when they leave and come back as themselves: it must not."""
    dice = random.Random(seed)  # noqa: S311 - a simulation
    members, deeds = village(dice)
    holders, leaver = members[::12][:HOLDERS], members[7]
    stayed = trusts(members, holders, deeds)[leaver]
    away = [
        deed for deed in deeds if leaver not in deed.pair or deed.at < at(120) or deed.at > at(150)
    ]
    return trusts(members, holders, away)[leaver] - stayed


def invented_community(accepted: bool) -> float:
    """Return what a letter from an invented village carries, where everybody has T = 99 and nobody here is known."""
    made_up = dict.fromkeys(named("x", 30), 99.0)
    known = vouchers(PersonId("x000"), named("n", NEIGHBOURS), made_up)
    invented = Elsewhere(CommunityId("made-up"), 99.0, known, accepted=accepted, mature=False)
    return letter([invented], 1.0, 59.0).carried


def main() -> int:
    """Print every attack beside its goal; return 1 when one does better than its goal."""
    failed = 0
    print(f"{'attack':38}{'highest T':>10}{'without it':>11}{'honest median':>14}{'goal':>8}")
    for name, attack_of, goal in ATTACKS:
        rounds = [played(attack_of, seed) for seed in SEEDS]
        highest, without = (max(one[place] for one in rounds) for place in (0, 1))
        honest = min(one[2] for one in rounds)
        failed += goal is not None and highest > goal
        asked = "none" if goal is None else f"<= {goal:.0f}"
        print(f"{name:38}{highest:10.1f}{without:11.1f}{honest:14.1f}{asked:>8}")
    carried = max(invented_community(accepted) for accepted in (False, True))
    gained = max(same_after_return(seed) for seed in SEEDS)
    failed += carried > 0 or gained > 0
    print(f"{'letter from an invented village':38}{carried:10.1f}{'':25}{'=':>4}{0:4}")
    print(f"{'gain by leaving and coming back':38}{gained:10.1f}{'':25}{'<=':>4}{0:4}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
