//! Errors and steps as sentences in the reader's language.
//!
//! `msnp` words its errors in English; here each gets its text by what it is, never by its English words.

use crate::local::LocalError;
use crate::model::Problem;
use crate::store::contact_file::ContactFileError;
use crate::store::credentials::CredentialError;
use crate::store::settings::SettingsTrouble;
use crate::t;
use msnp::error::{ErrorCode, RequestError, SignOutReason};
use msnp::event::SignInStep;
use msnp::types::EmailError;

/// What is wrong with an address: a whole sentence.
pub fn address(error: EmailError) -> String {
    match error {
        EmailError::Empty => t!("error-address-empty"),
        EmailError::Shape => t!("error-address-shape"),
        EmailError::Character => t!("error-address-character"),
        EmailError::TooLong => t!("error-address-too-long"),
    }
}

/// Why a file of contacts can't be used.
pub fn contact_file(error: &ContactFileError) -> String {
    match error {
        ContactFileError::Missing => t!("import-missing"),
        ContactFileError::Exists => t!("export-exists"),
        ContactFileError::TooLong => t!("import-too-long"),
        ContactFileError::Empty => t!("import-empty"),
        ContactFileError::Io(why) => t!("import-io", why = why.as_str()),
    }
}

/// Why a request came to nothing.
pub fn request(error: &RequestError) -> String {
    match error {
        RequestError::Server(code) => server(*code),
        RequestError::Timeout => t!("error-timeout"),
        RequestError::ConnectionLost => t!("error-connection-lost"),
        RequestError::NotSignedIn => t!("error-not-signed-in"),
        RequestError::Unsupported => t!("error-unsupported"),
        RequestError::UnknownContact => t!("error-unknown-contact"),
        RequestError::UnknownGroup => t!("error-unknown-group"),
        RequestError::TooLong(limit) => t!("error-too-long", limit = limit.to_string()),
        RequestError::Address(error) => address(*error),
        RequestError::Unreachable => t!("error-unreachable"),
        RequestError::Uncertain => t!("error-uncertain"),
        RequestError::NotAcknowledged => t!("error-not-acknowledged"),
        RequestError::ConversationClosed => t!("error-conversation-closed"),
        RequestError::QueueFull => t!("error-queue-full"),
        RequestError::Empty => t!("error-empty"),
    }
}

/// What a server's number means. Numbers that people rarely meet share a sentence; the number stands in the details.
pub fn server(code: ErrorCode) -> String {
    match code.0 {
        201 => t!("error-201"),
        205 | 208 => t!("error-205"),
        206 => t!("error-206"),
        207 => t!("error-207"),
        209 => t!("error-209"),
        210 | 223 => t!("error-210"),
        215 => t!("error-215"),
        216 => t!("error-216"),
        217 => t!("error-217"),
        218 => t!("error-218"),
        219 => t!("error-219"),
        224 | 231 => t!("error-224"),
        225 => t!("error-225"),
        227 => t!("error-227"),
        228 => t!("error-228"),
        229 => t!("error-229"),
        230 => t!("error-230"),
        280 | 281 => t!("error-280"),
        300 | 200 => t!("error-200"),
        302 => t!("error-302"),
        402 => t!("error-402"),
        500 | 501 | 510 | 511 | 540..=543 => t!("error-500"),
        502..=504 => t!("error-502"),
        600..=605 | 910 | 912 | 918 | 919 | 921 | 922 => t!("error-600"),
        710..=715 | 731 => t!("error-710"),
        800 => t!("error-800"),
        911 => t!("error-911"),
        913 => t!("error-913"),
        917 => t!("error-917"),
        920 => t!("error-920"),
        923 => t!("error-923"),
        924 => t!("error-924"),
        928 => t!("error-928"),
        number => t!("error-other", number = number.to_string()),
    }
}

/// Why a session, or an attempt of it, ended.
pub fn sign_out(reason: &SignOutReason) -> String {
    match reason {
        SignOutReason::Requested => t!("ended-requested"),
        SignOutReason::ElsewhereSignedIn => t!("ended-elsewhere"),
        SignOutReason::ServerShutdown => t!("ended-shutdown"),
        SignOutReason::TermsOfUse => t!("ended-terms"),
        SignOutReason::WrongPassword => t!("ended-wrong-password"),
        // The service's words stand beneath: they may be in another language, and about anything.
        SignOutReason::SignInRefused(_) => t!("ended-refused"),
        SignOutReason::NoCommonDialect => t!("ended-no-dialect"),
        SignOutReason::Refused(code) => t!("ended-refused-why", why = server(*code)),
        SignOutReason::Unreachable(_) => t!("ended-unreachable"),
        SignOutReason::SignInService(_) => t!("ended-sign-in-service"),
        SignOutReason::UntrustedCertificate { host, .. } => t!("ended-certificate-unknown", host = clean(host)),
        SignOutReason::ChangedCertificate { host, .. } => t!("ended-certificate-changed", host = clean(host)),
        SignOutReason::ConnectionLost(_) => t!("ended-connection-lost"),
        SignOutReason::TimedOut => t!("ended-timed-out"),
        SignOutReason::Garbage(_) => t!("ended-garbage"),
        SignOutReason::TooManyRedirects => t!("ended-redirects"),
    }
}

/// The technical words behind a reason, to show small beneath the sentence; `None` where there are none.
pub fn details(reason: &SignOutReason) -> Option<String> {
    match reason {
        SignOutReason::SignInRefused(why) => Some(t!("ended-service-says", why = clean(why))),
        SignOutReason::Unreachable(why)
        | SignOutReason::SignInService(why)
        | SignOutReason::ConnectionLost(why)
        | SignOutReason::Garbage(why) => Some(clean(why)).filter(|why| !why.is_empty()),
        SignOutReason::UntrustedCertificate { fingerprint, .. }
        | SignOutReason::ChangedCertificate { fingerprint, .. } => {
            Some(t!("certificate-fingerprint", fingerprint = fingerprint.to_string()))
        }
        SignOutReason::Refused(code) => Some(t!("error-number", number = code.0.to_string())),
        _ => None,
    }
}

/// How far a sign-in has come.
pub fn step(step: &SignInStep) -> String {
    match step {
        SignInStep::Connecting(server) => t!("step-connecting", server = server.to_string()),
        SignInStep::Negotiating => t!("step-negotiating"),
        SignInStep::Authenticating => t!("step-authenticating"),
        SignInStep::Redirected(server) => t!("step-redirected", server = server.to_string()),
        SignInStep::Synchronizing => t!("step-synchronizing"),
    }
}

/// What went wrong on this computer.
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Settings(SettingsTrouble::SetAside(path)) => {
            t!("problem-settings-kept", path = path.display().to_string())
        }
        Problem::Settings(SettingsTrouble::Stuck) => t!("problem-settings"),
        Problem::Settings(SettingsTrouble::Newer) => t!("problem-settings-newer"),
        Problem::NotSaved(why) => t!("problem-not-saved", why = clean(why)),
        Problem::Services(error) => t!("problem-services", why = clean(&error.to_string())),
        Problem::Keyring(CredentialError::Absent) => t!("problem-keyring-absent"),
        Problem::Keyring(CredentialError::Silent) => t!("problem-keyring-silent"),
        Problem::Keyring(CredentialError::Refused) => t!("problem-keyring-refused"),
        Problem::Local(LocalError::Data(why)) => t!("problem-local-data", why = clean(why)),
        Problem::Local(LocalError::Listen(why)) => t!("problem-local-listen", why = clean(why)),
        Problem::Local(LocalError::OtherSilent) => t!("problem-local-other"),
        Problem::Local(LocalError::AccountExists(address)) => t!("problem-account-exists", address = clean(address)),
        Problem::Local(LocalError::Invalid(why)) => t!("problem-account-invalid", why = clean(why)),
        Problem::History(path) => super::history::aside(path),
        Problem::NoServer => t!("problem-no-server"),
    }
}

/// A text from outside, fit for one line: no control characters, not longer than a window.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_sentence() {
        for number in 0..1000 {
            let text = server(ErrorCode(number));
            assert!(text.len() > 10 && text.ends_with('.'), "{number}: {text:?}");
        }
    }

    #[test]
    fn what_a_server_says_is_cut_and_cleaned() {
        let reason = SignOutReason::SignInRefused(format!("a\u{7}b\r\n{}", "x".repeat(10_000)));
        let text = details(&reason).expect("the service's words");
        assert!(text.len() < 400 && !text.contains(char::is_control), "{text:?}");
    }
}
