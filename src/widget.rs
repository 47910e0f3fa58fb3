//! What several windows draw.

pub mod apart;
pub mod around;
pub mod avatar;
pub mod beside;
pub mod button;
pub mod checkbox;
pub mod composer;
pub mod contact_row;
pub mod dialog;
pub mod drag;
pub mod editor;
pub mod focus;
pub mod icon;
pub mod keys;
pub mod label;
pub mod menu;
pub mod message_log;
pub mod message_text;
pub(crate) mod one_line;
pub mod paste;
pub mod rows;
pub mod scroll;
pub mod status_menu;
pub mod tip;
