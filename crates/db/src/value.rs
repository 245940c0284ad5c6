//! Values that travel to and from the database: whole numbers, text and bytes, nothing else.
//!
//! Days and months are ISO text, money is whole fen, moments are milliseconds, flags are 0 and 1.
//! Three kinds of column behave the same on SQLite and PostgreSQL (see `docs/decisions/0003-three-column-types.md`).

use crate::fault::Fault;
use crate::sqlite::SqliteRow;
use kernel::{Day, Fen, Moment, Month};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use std::fmt::Display;
use std::str::FromStr;

/// A typed value; `None` is a typed NULL, which PostgreSQL needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum V {
    /// A whole number (BIGINT).
    I(Option<i64>),
    /// Text.
    T(Option<String>),
    /// Bytes.
    B(Option<Vec<u8>>),
}

macro_rules! value_from {
    ($($from:ty => |$it:ident| $make:expr),* $(,)?) => {$(
        impl From<$from> for V { fn from($it: $from) -> Self { $make } }
    )*};
}
value_from! {
    i64 => |v| V::I(Some(v)),
    i32 => |v| V::I(Some(i64::from(v))),
    u32 => |v| V::I(Some(i64::from(v))),
    bool => |v| V::I(Some(i64::from(v))),
    Option<i64> => |v| V::I(v),
    &str => |v| V::T(Some(v.to_owned())),
    String => |v| V::T(Some(v)),
    &String => |v| V::T(Some(v.clone())),
    Option<String> => |v| V::T(v),
    Option<&str> => |v| V::T(v.map(str::to_owned)),
    Vec<u8> => |v| V::B(Some(v)),
    &[u8] => |v| V::B(Some(v.to_vec())),
    Option<Vec<u8>> => |v| V::B(v),
    Fen => |v| V::I(Some(v.get())),
    Option<Fen> => |v| V::I(v.map(Fen::get)),
    Day => |v| V::T(Some(v.to_string())),
    Option<Day> => |v| V::T(v.map(|d| d.to_string())),
    Month => |v| V::T(Some(v.to_string())),
    Option<Month> => |v| V::T(v.map(|m| m.to_string())),
    Moment => |v| V::I(Some(v.millis())),
    Option<Moment> => |v| V::I(v.map(Moment::millis)),
}

/// The three kinds of column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `bigint`.
    Number,
    /// `text`.
    Text,
    /// `bytea`.
    Bytes,
}

/// A question or command with its values; `$1`, `$2` … in the text.
#[derive(Debug, Clone, Default)]
pub struct Sql {
    pub(crate) text: String,
    pub(crate) args: Vec<V>,
}

impl Sql {
    /// Starts from a text; the text never holds a value typed by a person.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), args: Vec::new() }
    }

    /// Adds text.
    #[must_use]
    pub fn push(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Binds the value of a placeholder that stands in the text already.
    #[must_use]
    pub fn bind(mut self, value: impl Into<V>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Binds anything that is written as text: an id, a place code.
    #[must_use]
    pub fn text(self, value: impl Display) -> Self {
        self.bind(value.to_string())
    }

    /// Adds the next placeholder to the text and binds it.
    #[must_use]
    pub fn arg(mut self, value: impl Into<V>) -> Self {
        self.args.push(value.into());
        let number = self.args.len();
        self.text.push('$');
        self.text.push_str(&number.to_string());
        self
    }

    /// Adds `text`, then the next placeholder, bound.
    #[must_use]
    pub fn with(self, text: &str, value: impl Into<V>) -> Self {
        self.push(text).arg(value)
    }

    /// Adds `column in ($n, …)`; an empty list matches nothing.
    #[must_use]
    pub fn within<T: Into<V>>(mut self, column: &str, values: impl IntoIterator<Item = T>) -> Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_none() {
            return self.push("1 = 0");
        }
        self = self.push(column).push(" in (");
        let mut first = true;
        for value in values {
            if !first {
                self = self.push(", ");
            }
            first = false;
            self = self.arg(value);
        }
        self.push(")")
    }
}

/// One answer row, read column by column from the left.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

/// Reads a row from left to right.
pub struct Columns<'r> {
    row: &'r Row,
    next: usize,
}

/// A type that a column can hold.
pub trait FromColumn: Sized {
    /// Reads column `index`.
    ///
    /// # Errors
    /// [`Fault::Row`] when the column holds something else.
    fn from_column(row: &Row, index: usize) -> Result<Self, Fault>;
}

macro_rules! raw_column {
    ($($t:ty => $read:ident, $own:expr);* $(;)?) => {$(
        impl FromColumn for Option<$t> {
            fn from_column(row: &Row, index: usize) -> Result<Self, Fault> {
                match row {
                    Row::Sqlite(r) => Ok(r.$read(index)?.map($own)),
                    Row::Postgres(r) => r.try_get(index).map_err(Fault::from_sqlx),
                }
            }
        }
        impl FromColumn for $t {
            fn from_column(row: &Row, index: usize) -> Result<Self, Fault> {
                let found = Option::<$t>::from_column(row, index)?;
                found.ok_or_else(|| Fault::Row { column: index, value: "null".to_owned() })
            }
        }
    )*};
}
raw_column! {
    i64 => number, std::convert::identity;
    String => text, str::to_owned;
    Vec<u8> => bytes, <[u8]>::to_vec;
}

impl FromColumn for bool {
    fn from_column(row: &Row, index: usize) -> Result<Self, Fault> {
        Ok(i64::from_column(row, index)? != 0)
    }
}

impl FromColumn for u32 {
    fn from_column(row: &Row, index: usize) -> Result<Self, Fault> {
        let number = i64::from_column(row, index)?;
        Self::try_from(number).map_err(|_| Fault::Row { column: index, value: number.to_string() })
    }
}

macro_rules! derived_column {
    ($($t:ty, $raw:ty => |$v:ident| $make:expr);* $(;)?) => {$(
        impl FromColumn for $t {
            fn from_column(row: &Row, index: usize) -> Result<Self, Fault> {
                let $v = <$raw>::from_column(row, index)?;
                $make.ok_or_else(|| Fault::Row { column: index, value: format!("{:?}", $v) })
            }
        }
        impl FromColumn for Option<$t> {
            fn from_column(row: &Row, index: usize) -> Result<Self, Fault> {
                match Option::<$raw>::from_column(row, index)? {
                    None => Ok(None),
                    Some(_) => <$t>::from_column(row, index).map(Some),
                }
            }
        }
    )*};
}
derived_column! {
    Fen, i64 => |v| Some(Fen::new(v));
    Moment, i64 => |v| Some(Moment::from_millis(v));
    Day, String => |v| Day::parse(&v).ok();
    Month, String => |v| Month::parse(&v).ok();
}

impl Row {
    /// Starts reading from the left.
    #[must_use]
    pub fn columns(&self) -> Columns<'_> {
        Columns { row: self, next: 0 }
    }

    /// The whole row as values of these kinds, for copying a table from one database to another.
    ///
    /// # Errors
    /// [`Fault::Row`] for a column of another kind.
    pub(crate) fn values(&self, kinds: &[Kind]) -> Result<Vec<V>, Fault> {
        kinds
            .iter()
            .enumerate()
            .map(|(index, kind)| {
                Ok(match kind {
                    Kind::Number => V::I(FromColumn::from_column(self, index)?),
                    Kind::Text => V::T(FromColumn::from_column(self, index)?),
                    Kind::Bytes => V::B(FromColumn::from_column(self, index)?),
                })
            })
            .collect()
    }

    /// The only column of a one-column answer.
    ///
    /// # Errors
    /// [`Fault::Row`] when it holds something else.
    pub fn only<T: FromColumn>(&self) -> Result<T, Fault> {
        T::from_column(self, 0)
    }
}

impl Columns<'_> {
    /// The next column.
    ///
    /// # Errors
    /// [`Fault::Row`] when it holds something else.
    pub fn get<T: FromColumn>(&mut self) -> Result<T, Fault> {
        let index = self.next;
        self.next += 1;
        T::from_column(self.row, index)
    }

    /// The next column, text that `T` reads: an id, a place, an enumeration.
    ///
    /// # Errors
    /// [`Fault::Row`] when `T` cannot read it.
    pub fn parsed<T: FromStr>(&mut self) -> Result<T, Fault> {
        let index = self.next;
        let text: String = self.get()?;
        text.parse().map_err(|_| Fault::Row { column: index, value: text })
    }

    /// As [`Columns::parsed`], for a column that may be empty.
    ///
    /// # Errors
    /// [`Fault::Row`] when `T` cannot read it.
    pub fn parsed_opt<T: FromStr>(&mut self) -> Result<Option<T>, Fault> {
        let index = self.next;
        let text: Option<String> = self.get()?;
        text.map(|t| t.parse().map_err(|_| Fault::Row { column: index, value: t })).transpose()
    }
}
