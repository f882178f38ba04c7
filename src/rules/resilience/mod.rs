//! Band 6xx, from 650: what fails together.
