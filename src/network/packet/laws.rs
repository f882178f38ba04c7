//! Laws of packet sets, against a naive oracle: a list of signed cubes asked packet by packet.

use std::net::IpAddr;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Field, Packet, PacketSet, Span, address};
use crate::cidr::Family;

/// A small world, so that random sets meet: every field counts to 7.
const TOP: u128 = 7;

fn side() -> impl Strategy<Value = Span> {
    (0..=TOP, 0..=TOP).prop_map(|(one, other)| Span::new(one, other))
}

fn sides() -> impl Strategy<Value = [Span; 5]> {
    [side(), side(), side(), side(), side()]
}

/// How a set was made; the oracle reads this and never the set.
#[derive(Debug, Clone)]
enum Recipe {
    Cube([Span; 5]),
    Join(Box<Recipe>, Box<Recipe>),
    Meet(Box<Recipe>, Box<Recipe>),
    Without(Box<Recipe>, Box<Recipe>),
    Reversed(Box<Recipe>),
    Outside(Box<Recipe>, Span),
}

fn recipe() -> impl Strategy<Value = Recipe> {
    sides().prop_map(Recipe::Cube).prop_recursive(5, 24, 2, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            3 => two.clone().prop_map(|(one, other)| Recipe::Join(one.into(), other.into())),
            2 => two.clone().prop_map(|(one, other)| Recipe::Meet(one.into(), other.into())),
            3 => two.prop_map(|(one, other)| Recipe::Without(one.into(), other.into())),
            1 => inner.clone().prop_map(|one| Recipe::Reversed(one.into())),
            1 => (inner, side()).prop_map(|(one, side)| Recipe::Outside(one.into(), side)),
        ]
    })
}

fn made(recipe: &Recipe) -> PacketSet {
    match recipe {
        Recipe::Cube(sides) => PacketSet::cube(Family::V4, *sides),
        Recipe::Join(one, other) => made(one).join(&made(other)),
        Recipe::Meet(one, other) => made(one).meet(&made(other)),
        Recipe::Without(one, other) => made(one).without(&made(other)),
        Recipe::Reversed(one) => made(one).reversed(),
        Recipe::Outside(one, side) => made(one).outside(Field::DestinationPort, *side),
    }
}

fn held(recipe: &Recipe, values: [u128; 5]) -> bool {
    let [source, destination, protocol, source_port, destination_port] = values;
    match recipe {
        Recipe::Cube(sides) => sides.iter().zip(values).all(|(side, value)| side.first <= value && value <= side.last),
        Recipe::Join(one, other) => held(one, values) || held(other, values),
        Recipe::Meet(one, other) => held(one, values) && held(other, values),
        Recipe::Without(one, other) => held(one, values) && !held(other, values),
        Recipe::Reversed(one) => held(one, [destination, source, protocol, destination_port, source_port]),
        Recipe::Outside(one, side) => held(one, values) && !side.holds(destination_port),
    }
}

fn packet(values: [u128; 5]) -> Packet {
    let [source, destination, protocol, source_port, destination_port] = values;
    Packet {
        source: address(Family::V4, source),
        destination: address(Family::V4, destination),
        protocol: u8::try_from(protocol).unwrap_or_default(),
        source_port: u16::try_from(source_port).unwrap_or_default(),
        destination_port: u16::try_from(destination_port).unwrap_or_default(),
    }
}

fn values() -> impl Strategy<Value = [u128; 5]> {
    [0..=TOP, 0..=TOP, 0..=TOP, 0..=TOP, 0..=TOP]
}

/// How many packets of the small world a set holds, and that no packet is held by two cubes.
fn size(set: &PacketSet) -> u128 {
    set.cubes().map(|sides| sides.iter().map(|side| side.last - side.first + 1).product::<u128>()).sum()
}

fn world() -> impl Iterator<Item = [u128; 5]> {
    let count = 8u32.pow(5);
    (0..count).map(|index| {
        let digit = |nth: u32| u128::from(index >> (3 * nth) & 7);
        [digit(0), digit(1), digit(2), digit(3), digit(4)]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_set_holds_what_the_oracle_says(recipe in recipe(), asked in vec(values(), 64)) {
        let set = made(&recipe);
        for values in asked {
            prop_assert_eq!(set.holds(&packet(values)), held(&recipe, values), "{:?}", values);
        }
    }

    #[test]
    fn union_intersection_and_difference_obey_their_laws(one in recipe(), other in recipe(), third in recipe()) {
        let (a, b, c) = (made(&one), made(&other), made(&third));
        prop_assert!(a.join(&b).same_as(&b.join(&a)));
        prop_assert!(a.meet(&b).same_as(&b.meet(&a)));
        prop_assert!(a.meet(&b.join(&c)).same_as(&a.meet(&b).join(&a.meet(&c))));
        prop_assert!(a.without(&b.join(&c)).same_as(&a.without(&b).without(&c)));
        prop_assert!(a.without(&b).meet(&b).is_empty());
        prop_assert!(a.without(&b).join(&a.meet(&b)).same_as(&a));
        prop_assert!(a.reversed().reversed().same_as(&a));
    }

    #[test]
    fn a_witness_is_in_the_set_and_only_the_empty_set_has_none(recipe in recipe()) {
        let set = made(&recipe);
        match set.witness() {
            Some(witness) => prop_assert!(set.holds(&witness)),
            None => prop_assert!(set.is_empty()),
        }
    }

    #[test]
    fn a_rewritten_field_forgets_its_value_and_nothing_else(recipe in recipe(), side in side(), values in values()) {
        let set = made(&recipe);
        let [_, destination, protocol, source_port, destination_port] = values;
        let any = (0..=TOP).any(|source| held(&recipe, [source, destination, protocol, source_port, destination_port]));
        let expected = any && side.holds(values.first().copied().unwrap_or_default());
        prop_assert_eq!(set.rewritten(Field::Source, side).holds(&packet(values)), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn cubes_of_a_set_share_nothing(recipe in recipe()) {
        let set = made(&recipe);
        let counted = world().filter(|values| held(&recipe, *values)).count();
        prop_assert_eq!(size(&set), u128::try_from(counted).unwrap_or_default());
    }
}

#[test]
fn families_have_nothing_in_common() {
    let (four, six) = (PacketSet::all(Family::V4), PacketSet::all(Family::V6));
    assert!(four.meet(&six).is_empty());
    assert!(four.without(&six).same_as(&four));
    assert!(!four.covers(&six));
    assert_eq!(four.witness().map(|packet| packet.source), Some(IpAddr::from([0, 0, 0, 0])));
    assert!(six.outside(Field::Source, Span::addresses(Family::V6)).is_empty());
}
