//! What touches the disk and the keyring. Everything else only sees values.

pub mod addresses;
pub mod contact_file;
pub mod credentials;
pub mod dictionaries;
pub mod drafts;
pub mod file;
pub mod history;
pub mod paths;
pub mod services;
pub mod settings;
