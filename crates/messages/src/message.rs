//! A message, to whom it went, and where somebody wants to be told outside of the system.

use kernel::{Moment, id_type};
use std::str::FromStr;

id_type!(
    /// 消息.
    MessageId
);

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$one:meta])* $variant:ident $code:literal $chinese:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$one])* $variant),* }

        impl $name {
            /// All, in the order they are shown in.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// As stored.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// As shown.
            #[must_use]
            pub fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $chinese),* }
            }
        }

        impl FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|one| one.code() == text).ok_or(())
            }
        }
    };
}

codes! {
    /// What a message is about.
    Kind {
        /// Written by a person.
        Notice "notice" "通知",
        /// The day's list of what waits, one a day for each post.
        Digest "digest" "每日提要",
        /// A task's time is near or over.
        Task "task" "任务提醒",
        /// Somebody above urges.
        Supervision "supervision" "督办",
        /// The work plan: to be signed, sent back, changed.
        Plan "plan" "工作计划",
        /// Assessment.
        Assessment "assessment" "考核",
        /// An application.
        Case "case" "办件",
        /// Payments.
        Payment "payment" "发放",
        /// A policy's values.
        Policy "policy" "政策",
    }
}

codes! {
    /// A way out of the house.
    Channel {
        /// A text message to a mobile phone.
        Sms "sms" "短信",
        /// An e-mail.
        Mail "mail" "邮件",
    }
}

codes! {
    /// Which messages somebody wants outside of the system.
    Wants {
        /// What is marked urgent.
        Urgent "urgent" "只要紧急的",
        /// Everything.
        All "all" "全部",
    }
}

impl Channel {
    /// The topic of the outbox whose letters go this way.
    #[must_use]
    pub fn topic(self) -> &'static str {
        match self {
            Self::Sms => crate::WAYS_OUT[0].0,
            Self::Mail => crate::WAYS_OUT[1].0,
        }
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Made from the cause.
    pub key: String,
    /// What it is about.
    pub kind: Kind,
    /// In one line.
    pub title: String,
    /// The rest: lines as [`crate::Line`] keeps them; may be empty.
    pub words: String,
    /// The page it is about; may be empty.
    pub href: String,
    /// Whether it must be opened by itself.
    pub urgent: bool,
    /// Who caused it: a staff id; empty when time did.
    pub sender_staff: String,
    /// The office of whoever caused it; empty when time did.
    pub sender_office: String,
    /// That office's name.
    pub sender: String,
    /// When.
    pub created: Moment,
}

/// The key of what an event is told by: the event, what it happened to, what tells a second time from the first (empty
/// where there is none), and which of its messages.
#[must_use]
pub fn key(event: &str, object: &str, again: &str, index: usize) -> String {
    format!("{event}/{object}/{again}/{index}")
}

/// To whom a message went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Who.
    pub staff: String,
    /// The office, as it was called then.
    pub office: String,
    /// The role, as it was then (its code).
    pub role: String,
    /// When it was opened first.
    pub read: Option<Moment>,
}
