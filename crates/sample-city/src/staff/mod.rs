//! Offices of the whole city and the people who work in them.

pub(crate) mod people;

use crate::homes::mixed;
use crate::names::{Dice, Names};
use access::store::offices::Office;
use access::store::posts::Post;
use access::store::staff::Staff;
use access::{House, OfficeId, OfficeKind, Place, PostId, Role, StaffId};
use db::{Outcome, Tx};
use kernel::places::Level;
use kernel::{Day, Moment, SeededIds, Sex};
use registry::actions::{county_name, jurisdiction_of, jurisdictions, townships_of, villages_of};

/// The password of everybody in a demonstration.
pub const PASSWORD: &str = "doudi-demo";
/// The county whose people have short logins.
pub const FEATURED_COUNTY: &str = "510904";
/// The township whose people have short logins: 安居区保石镇.
pub const FEATURED_TOWNSHIP: &str = "510904105";
/// The village whose helper has a short login: 二黄沟村, of the notice of 2017.
pub const FEATURED_VILLAGE: &str = "510904105215";

/// Somebody to log in as.
#[derive(Debug, Clone)]
pub struct Person {
    /// What to type.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Where.
    pub office: String,
}

struct Maker<'m> {
    house: &'m House,
    ids: SeededIds,
    at: Moment,
    dice: Dice,
    digest: String,
    since: Day,
    people: Vec<Person>,
}

impl Maker<'_> {
    async fn office(&mut self, tx: &mut Tx, name: &str, kind: OfficeKind, place: Place) -> Outcome<OfficeId> {
        let id = OfficeId::mint(&self.ids, self.at);
        let office = Office { id, name: name.to_owned(), kind, place, opened_on: self.since, closed_on: None };
        access::store::offices::insert(tx, &office).await?;
        Ok(id)
    }

    async fn person(
        &mut self,
        tx: &mut Tx,
        office: OfficeId,
        office_name: &str,
        role: Role,
        login: String,
    ) -> Outcome<StaffId> {
        let now = self.at;
        let sex = if self.dice.happens(500) { Sex::Male } else { Sex::Female };
        let year = 1962 + i16::try_from(self.dice.below(30)).unwrap_or(0);
        let name = Names::shipped().full(&mut self.dice, sex, year);
        let id = StaffId::mint(&self.ids, now);
        let staff = Staff {
            id,
            login: login.clone(),
            name: name.clone(),
            password: self.digest.clone(),
            must_change: false,
            totp_sealed: None,
            totp_last_step: 0,
            id_blind: None,
            active: true,
            version: 1,
        };
        access::store::staff::insert(tx, &staff, now).await?;
        let post = Post { id: PostId::mint(&self.ids, now), staff: id, office, role, from: self.since, to: None };
        access::store::posts::insert(tx, &post, "(sample)", now).await?;
        self.people.push(Person { login, name, role, office: office_name.to_owned() });
        Ok(id)
    }
}

const COUNTY_ROLES: &[Role] = &[Role::County, Role::Approver, Role::Cashier, Role::Checker, Role::Payer];

/// Makes every office from the bureau to the townships, and its people; answers who can log in.
///
/// # Errors
/// When the database does.
pub async fn make(tx: &mut Tx, house: &House, seed: u64, since: Day) -> Outcome<Vec<Person>> {
    let digest = house.passwords.hash_with_salt(PASSWORD, b"doudi-sample-000");
    let ids = SeededIds::new(mixed(seed, 10, 0));
    let at = Moment::start_of(since).plus_millis(8 * 3_600_000);
    let mut maker = Maker { house, ids, at, dice: Dice::new(seed ^ 0x57af), digest, since, people: Vec::new() };
    let city = Place { county: "510900".to_owned(), township: String::new(), village: String::new() };
    let bureau = maker.office(tx, &house.settings.bureau, OfficeKind::City, city).await?;
    for role in [Role::Bureau, Role::System, Role::Security, Role::Auditor] {
        maker.person(tx, bureau, &house.settings.bureau, role, role.code().to_owned()).await?;
    }
    for county in jurisdictions(house.places) {
        if !is_open(house, &county) {
            continue;
        }
        county_people(tx, &mut maker, &county).await?;
    }
    // A change of a parameter takes two people of the bureau.
    maker.person(tx, bureau, &house.settings.bureau, Role::Bureau, "bureau2".to_owned()).await?;
    village_people(tx, &mut maker).await?;
    Ok(maker.people)
}

/// The helpers (村协办) of the township whose people have short logins.
async fn village_people(tx: &mut Tx, maker: &mut Maker<'_>) -> Outcome<()> {
    let house = maker.house;
    let county = county_name(house, FEATURED_COUNTY);
    for (village, called) in villages_of(house, FEATURED_TOWNSHIP) {
        let place = Place {
            county: FEATURED_COUNTY.to_owned(),
            township: FEATURED_TOWNSHIP.to_owned(),
            village: village.clone(),
        };
        let name = format!("{county}{called}");
        let office = maker.office(tx, &name, OfficeKind::Village, place).await?;
        let short = Role::Village.code();
        let login = if village == FEATURED_VILLAGE { short.to_owned() } else { format!("{short}.{village}") };
        maker.person(tx, office, &name, Role::Village, login).await?;
    }
    Ok(())
}

/// A jurisdiction of today: its county exists, or it is a park.
fn is_open(house: &House, county: &str) -> bool {
    let is_park = house.places.zones().iter().any(|zone| zone.code == county);
    let today = house.now().day();
    is_park
        || house
            .places
            .all(Level::County, today)
            .iter()
            .any(|place| jurisdiction_of(house.places, place.code) == county)
}

async fn county_people(tx: &mut Tx, maker: &mut Maker<'_>, county: &str) -> Outcome<()> {
    let house = maker.house;
    let is_park = house.places.zones().iter().any(|zone| zone.code == county);
    let kind = if is_park { OfficeKind::Park } else { OfficeKind::County };
    let short = county_name(house, county);
    let name = if is_park { format!("{short}民政事务局") } else { format!("{short}民政局") };
    let place = Place { county: county.to_owned(), township: String::new(), village: String::new() };
    let office = maker.office(tx, &name, kind, place).await?;
    for role in COUNTY_ROLES {
        let login = if county == FEATURED_COUNTY {
            role.code().to_owned()
        } else {
            format!("{}.{}", role.code(), county.to_lowercase())
        };
        maker.person(tx, office, &name, *role, login).await?;
    }
    if county == FEATURED_COUNTY {
        maker.person(tx, office, &name, Role::Approver, "approver2".to_owned()).await?;
    }
    for (township, town) in townships_of(house, county) {
        let place = Place { county: county.to_owned(), township: township.clone(), village: String::new() };
        let name = format!("{short}{town}");
        let office = maker.office(tx, &name, OfficeKind::Township, place).await?;
        for role in [Role::Clerk, Role::Verifier] {
            let login = if township == FEATURED_TOWNSHIP {
                role.code().to_owned()
            } else {
                format!("{}.{township}", role.code())
            };
            maker.person(tx, office, &name, role, login).await?;
        }
    }
    Ok(())
}
