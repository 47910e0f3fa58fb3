//! Pure functions on strings and bytes: digests, challenges, the Passport sign-in.

pub mod challenge;
pub mod md5;
pub mod passport;
