//! sample-city.
