//! How much a file may hold.

/// Limits on a file that comes in; all are checked before or while reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it comes.
    pub bytes: usize,
    /// Bytes of an XLSX after unpacking.
    pub unpacked_bytes: u64,
    /// How many times larger it may become by unpacking, beyond the first 10 MB.
    pub ratio: u64,
    /// Parts in the package.
    pub entries: usize,
    /// Rows, the header among them.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 50_000_000,
            unpacked_bytes: 200_000_000,
            ratio: 100,
            entries: 2_000,
            rows: 1_000_000,
            columns: 200,
        }
    }
}
