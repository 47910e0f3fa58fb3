//! On the way in: which step it is at, and what happens when the way is lost.

use super::form::wide;
use super::{Message, WIDTH, said_wrong};
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::avatar::{self, side};
use crate::widget::button::Kind;
use crate::widget::icon::{self, Icon};
use crate::{i18n, t};
use iced::widget::{Column, Space, column, container, row, text};
use iced::{Center, Element, Length};
use msnp::error::SignOutReason;
use msnp::event::SignInStep;
use msnp::types::Instant;
use std::time::Duration;

/// The steps as a person thinks of them, in order.
const STAGES: usize = 4;

const fn stage(step: &SignInStep) -> usize {
    match step {
        SignInStep::Connecting(_) => 0,
        SignInStep::Negotiating => 1,
        // One is sent on to another server before the password is asked for again.
        SignInStep::Authenticating | SignInStep::Redirected(_) => 2,
        SignInStep::Synchronizing => 3,
    }
}

fn stage_name(stage: usize) -> String {
    match stage {
        0 => t!("stage-connect"),
        1 => t!("stage-agree"),
        2 => t!("stage-password"),
        _ => t!("stage-contacts"),
    }
}

/// Signing in: the steps with a mark each, what happens now, and a way out.
pub(super) fn signing_in<'a>(email: &str, step: &SignInStep) -> Element<'a, Message> {
    let now = stage(step);
    let mut steps = Column::new().spacing(space::S);
    for number in 0..STAGES {
        let (mark, words): (Element<'a, Message>, _) = if number < now {
            (icon::small(Icon::Check).into(), text(stage_name(number)).style(style::secondary))
        } else if number == now {
            (icon::small(Icon::ChevronRight).into(), text(stage_name(number)).font(SEMIBOLD))
        } else {
            (Space::new().width(16).height(16).into(), text(stage_name(number)).style(style::secondary))
        };
        steps = steps.push(row![mark, words.size(size::BODY)].spacing(space::S).align_y(Center));
    }
    let detail = text(i18n::errors::step(step)).size(size::SECONDARY).style(style::secondary).center();
    page(email, t!("signing-in-title"))
        .push(container(steps).center_x(Length::Fill))
        .push(container(detail).center_x(Length::Fill))
        .push(wide(t!("cancel")).id("sign-in-cancel").width(Length::Fill).on_press(Message::Cancelled))
        .into()
}

/// The connection is lost: why, when it is tried again, and the two things that one can do meanwhile.
pub(super) fn lost<'a>(
    email: &str,
    reason: &SignOutReason,
    retry_in: Duration,
    since: Instant,
    now: Instant,
) -> Element<'a, Message> {
    let details = i18n::errors::details(reason)
        .map(|words| text(words).size(size::BADGE).style(style::secondary).width(Length::Fill))
        .map(|words| words.wrapping(text::Wrapping::WordOrGlyph));
    let waited = now.since(since);
    let countdown = match retry_in.saturating_sub(waited).as_secs_f32().ceil() {
        seconds if seconds >= 1.0 => t!("lost-retry-in", seconds = format!("{seconds:.0}")),
        _ => t!("lost-retry-now"),
    };
    page(email, t!("lost-title"))
        .push(column![said_wrong(i18n::errors::sign_out(reason))].push(details).spacing(space::XS))
        .push(container(text(countdown).size(size::BODY)).center_x(Length::Fill))
        .push(wide(t!("lost-try-now")).id("sign-in-retry").kind(Kind::Primary).on_press(Message::RetryPressed))
        .push(wide(t!("cancel")).id("sign-in-cancel").width(Length::Fill).on_press(Message::Cancelled))
        .into()
}

fn page<'a>(email: &str, title: String) -> Column<'a, Message> {
    column![
        container(avatar::unknown(email, side::LARGE)).center_x(Length::Fill),
        container(text(title).size(size::TITLE).font(SEMIBOLD)).center_x(Length::Fill),
        container(text(email.to_owned()).size(size::BODY).style(style::secondary)).center_x(Length::Fill),
    ]
    .spacing(space::L)
    .width(WIDTH)
}
