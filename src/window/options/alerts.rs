//! What is told, and how.

use super::page::Rows;
use crate::model::Model;

pub(super) fn rows<'a>(rows: Rows<'a>, _model: &'a Model) -> Rows<'a> {
    rows
}
