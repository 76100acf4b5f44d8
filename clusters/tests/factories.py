"""The smallest valid units, clusters and people; a trait for each role people talk about."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from clusters.models import Cluster, Membership, Unit, User


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    kind = Unit.Kind.DISTRICT
    full_name = factory.Sequence(lambda n: f"Huyện Mẫu {n}")
    short_name = factory.LazyAttribute(lambda o: o.full_name.removeprefix("Huyện "))
    order = factory.Sequence(lambda n: n)


class StandingBodyFactory(UnitFactory):
    kind = Unit.Kind.STANDING_BODY
    full_name = factory.Sequence(lambda n: f"Ban Thi đua - Khen thưởng {n}")


class ClusterFactory(DjangoModelFactory):
    class Meta:
        model = Cluster

    code = factory.Sequence(lambda n: f"cum-{n}")
    name = factory.Sequence(lambda n: f"Cụm thi đua số {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    cluster = factory.SubFactory(ClusterFactory)
    unit = factory.SubFactory(UnitFactory)
    year = 2020
    active_from = date(2020, 1, 1)

    class Params:
        lead = factory.Trait(role=Membership.Role.LEAD)
        deputy = factory.Trait(role=Membership.Role.DEPUTY)
        ended = factory.Trait(year=2019, active_from=date(2019, 1, 1), active_to=date(2019, 12, 31))


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"canbo{n}")
    full_name = factory.Sequence(lambda n: f"Cán bộ Mẫu {n}")
    unit = factory.SubFactory(UnitFactory)
    duty = User.Duty.OFFICER

    class Params:
        provincial = factory.Trait(unit=factory.SubFactory(StandingBodyFactory))
        acting = factory.Trait(acts_for_cluster=True)
        leader = factory.Trait(duty=User.Duty.LEADER)
        administrator = factory.Trait(
            is_administrator=True, unit=factory.SubFactory(StandingBodyFactory)
        )
        auditor = factory.Trait(is_auditor=True, unit=factory.SubFactory(StandingBodyFactory))
