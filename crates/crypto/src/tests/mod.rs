//! Known answers of the standards, and what must hold for every seal.

mod keyring;
mod people;
mod standards;
