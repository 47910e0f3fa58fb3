//! What the tests of the whole program stand on.
// Each test is a program of its own, and uses a part of this.
#![allow(dead_code)]

pub(crate) mod headless;
pub(crate) mod people;
pub(crate) mod remote;
