//! Pure functions on strings and bytes: digests, challenges, the Passport and the SSO sign-in.

pub mod challenge;
pub mod md5;
pub mod passport;
pub mod sso;
