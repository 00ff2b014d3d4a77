"""Injection of few producers: eleven are enough in public, too."""

from attacks.e4_large_users import AmongTwelve
from attacks.e5_largest_home import LargestHome


class LargestProducer(LargestHome):
    name, says, direction, designs = "producers", "the largest of 11 producers in public, from a month", "injection", 20
    usage = "public"


class SolarFarm(AmongTwelve):
    name, says = "farm", "a plant of 12 times the usual among 12 producers in public"
    direction, usage = "injection", "public"


ATTACKS = [LargestProducer, SolarFarm]
