//! 目标责任书: whose it is, how many are signed, and the pages of them.

mod card;
mod paper;
mod show;

pub(super) use card::{count_line, plan_card};

use super::MOST_BYTES;
use crate::Plan;
use crate::figures::Figures;
use crate::letter::{Letter, SignedLetter, Standing};
use access::{House, Needs, Place, Routes};
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use kernel::Refusal;
use registry::actions::townships_of;

/// The routes of responsibility letters.
pub(super) fn routes() -> Routes {
    let keep = show::keep.layer(DefaultBodyLimit::max(MOST_BYTES));
    Routes::new()
        .get("/workplan/letters/{place}", Needs::Action("workplan.view"), show::show)
        .get("/workplan/letters/{place}/pdf", Needs::Action("workplan.letter"), show::pdf)
        .post("/workplan/letters/{place}/signed", Needs::Action("workplan.letter_signed"), keep)
}

/// A place that has a letter.
struct Spot {
    /// The unit, or a township of it.
    place: Place,
    /// Its name.
    name: String,
    /// The townships it holds, nine digits each.
    towns: Vec<String>,
}

impl Spot {
    fn unit(house: &House, plan: &Plan, code: &str) -> Self {
        Self {
            place: Place { county: code.to_owned(), township: String::new(), village: String::new() },
            name: plan.unit_name(code).to_owned(),
            towns: townships_of(house, code).into_iter().map(|(town, _)| town).collect(),
        }
    }

    fn township(county: &str, (code, name): (String, String)) -> Self {
        let place = Place { county: county.to_owned(), township: code.clone(), village: String::new() };
        Self { place, name, towns: vec![code] }
    }

    /// The place of a code: an addressee of the plan, or a township of one.
    fn of(house: &House, plan: &Plan, code: &str) -> Result<Self, Refusal> {
        if plan.addressees.iter().any(|known| known == code) {
            return Ok(Self::unit(house, plan, code));
        }
        let below = |county: &String| Self::below(house, county).into_iter().find(|spot| spot.place.township == code);
        plan.addressees.iter().find_map(below).ok_or_else(access::outside)
    }

    /// The units of a plan.
    fn units(house: &House, plan: &Plan) -> Vec<Self> {
        plan.addressees.iter().map(|code| Self::unit(house, plan, code)).collect()
    }

    /// The townships of a unit.
    fn below(house: &House, county: &str) -> Vec<Self> {
        townships_of(house, county).into_iter().map(|town| Self::township(county, town)).collect()
    }

    fn path(&self) -> String {
        format!("/workplan/letters/{}", self.place.code())
    }

    fn letter<'p>(&self, plan: &'p Plan, figures: &Figures) -> Letter<'p> {
        Letter::of(plan, figures, (&self.place.county, &self.place.township), &self.towns)
    }

    /// The newest signed one of the place.
    fn newest<'s>(&self, signed: &'s [SignedLetter]) -> Option<&'s SignedLetter> {
        let is_here = |one: &&SignedLetter| one.county == self.place.county && one.township == self.place.township;
        signed.iter().find(is_here)
    }

    fn standing(&self, (plan, figures): (&Plan, &Figures), signed: &[SignedLetter]) -> Standing {
        self.letter(plan, figures).standing(self.newest(signed))
    }

    /// The office that answers, and the one it answers to.
    fn offices(&self, house: &House, plan: &Plan) -> (String, String) {
        let bureau = &house.settings.bureau;
        let (city, county) = (bureau.trim_end_matches("民政局"), &self.place.county);
        let is_county = county.bytes().all(|byte| byte.is_ascii_digit());
        let ending = if is_county { "民政局" } else { "民政事务局" };
        let unit = format!("{city}{}{ending}", plan.unit_name(county));
        if self.place.township.is_empty() {
            return (unit, bureau.clone());
        }
        let ending = if self.name.ends_with("街道") { "办事处" } else { "人民政府" };
        (format!("{}{}{ending}", plan.unit_name(county), self.name), unit)
    }
}
