//! Band 6xx, first half: routes, isolation and what a connection must offer.
