//! pages
#[must_use]
pub fn routes() -> access::Routes { access::Routes::new() }
