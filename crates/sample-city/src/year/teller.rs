//! Performs acts with the people of the city, each at its moment.

use super::works::{Act, Spot, Told};
use crate::homes::Ids;
use crate::staff::{FEATURED_COUNTY, FEATURED_TOWNSHIP};
use access::store::posts::NamedPost;
use access::{Actor, House, Place, Role, Scope, SessionId};
use db::{Fault, Outcome};
use kernel::{ManualClock, Moment, SeededIds};
use registry::actions::townships_of;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use workplan::actions::{self, Attended, File, HandIn, Progress, Shares, SignedForm};
use workplan::letter::Letter;
use workplan::store::{reports, splits};
use workplan::{Catalogue, Indicator, Plan, Task};

/// People, a clock of their own, and what they need to remember.
pub(super) struct Teller<'t> {
    pub(super) house: House,
    clock: Arc<ManualClock>,
    pub(super) plan: &'t Plan,
    pub(super) catalogue: &'t Catalogue,
    /// The round of assessment that was opened.
    pub(super) round: Option<String>,
    posts: HashMap<String, NamedPost>,
    session: SessionId,
    presses: u64,
    /// The newest report of an indicator and place, with its version.
    handed: BTreeMap<(String, Spot), (String, i64)>,
    /// Entries of a task and unit.
    entries: BTreeMap<(String, String), i64>,
    persons: BTreeMap<String, i64>,
}

/// A blank sheet: what a made-up city scans.
const SCAN: &[u8] = b"%PDF-1.4\n\
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
xref\n\
0 4\n\
0000000000 65535 f \n\
0000000009 00000 n \n\
0000000052 00000 n \n\
0000000101 00000 n \n\
trailer<</Size 4/Root 1 0 R>>\n\
startxref\n\
164\n\
%%EOF\n";

/// Posts of a whole city.
const MOST_POSTS: i64 = 5_000;

impl<'t> Teller<'t> {
    pub(super) async fn begin(
        house: &House,
        (catalogue, plan): (&'t Catalogue, &'t Plan),
        seed: u64,
    ) -> Result<Self, Fault> {
        let today = house.now().day();
        let mut tx = house.db.read().await?;
        let posts = access::store::posts::current(&mut tx, today, MOST_POSTS).await?;
        let mut persons = BTreeMap::new();
        for cell in payments::store::figures::persons(&mut tx, crate::applications::PROGRAMME, today.month_of()).await?
        {
            *persons.entry(cell.county).or_insert(0) += cell.top;
        }
        drop(tx);
        let clock = Arc::new(ManualClock::at(house.now()));
        let source = SeededIds::new(crate::homes::mixed(seed, 12, 0));
        let house = House { clock: clock.clone(), ids: Arc::new(source), ..house.clone() };
        let session = Ids::new(seed, 13, 0).text(house.now());
        Ok(Self {
            house,
            clock,
            plan,
            catalogue,
            round: None,
            posts: posts.into_iter().map(|post| (post.login.clone(), post)).collect(),
            session: session.parse().map_err(|_| Fault::other("an id does not parse"))?,
            presses: 0,
            handed: BTreeMap::new(),
            entries: BTreeMap::new(),
            persons,
        })
    }

    /// Persons in assistance by county, as the data say.
    pub(super) fn persons(&self) -> BTreeMap<String, i64> {
        self.persons.clone()
    }

    pub(super) fn actor(&self, login: &str, scope: Scope, at: Moment) -> Result<Actor, Fault> {
        let nobody = || Fault::other(format!("nobody has the login {login}: make the staff first"));
        let post = self.posts.get(login).ok_or_else(nobody)?;
        Ok(Actor {
            staff: post.post.staff,
            name: post.staff_name.clone(),
            post: post.post.id,
            role: post.post.role,
            office: post.post.office,
            office_name: post.office_name.clone(),
            scope,
            session: self.session,
            second_factor_at: at,
            now: at,
            own_blind: None,
        })
    }

    pub(super) fn bureau(&self, at: Moment) -> Result<Actor, Fault> {
        self.actor(Role::Bureau.code(), Scope::City, at)
    }

    /// Whoever acts for a unit; the bureau for the city's own.
    pub(super) fn unit(&self, unit: &str, at: Moment) -> Result<Actor, Fault> {
        if unit == self.plan.city {
            return self.bureau(at);
        }
        let short = Role::County.code();
        let login = if unit == FEATURED_COUNTY { short.to_owned() } else { format!("{short}.{}", unit.to_lowercase()) };
        self.actor(&login, Scope::County(unit.to_owned()), at)
    }

    fn spot(&self, spot: &Spot, at: Moment) -> Result<Actor, Fault> {
        if spot.township.is_empty() {
            return self.unit(&spot.unit, at);
        }
        let short = Role::Clerk.code();
        let is_short = spot.township == FEATURED_TOWNSHIP;
        let login = if is_short { short.to_owned() } else { format!("{short}.{}", spot.township) };
        self.actor(&login, Scope::Township(spot.unit.clone(), spot.township.clone()), at)
    }

    pub(super) fn press(&mut self) -> String {
        self.presses += 1;
        format!("year-{}", self.presses)
    }

    fn indicator(&self, id: &str) -> Result<&'t Indicator, Fault> {
        self.plan.indicator(id).map(|(_, one)| one).ok_or_else(|| Fault::other(format!("the plan has no {id}")))
    }

    fn task(&self, id: &str) -> Result<&'t Task, Fault> {
        self.plan.task(id).map(|(_, one)| one).ok_or_else(|| Fault::other(format!("the plan has no {id}")))
    }

    /// Does one thing at its moment.
    pub(super) async fn perform(&mut self, told: &Told) -> Outcome<()> {
        let at = told.at;
        self.clock.set(at);
        match &told.act {
            Act::Issue => actions::issue(&self.house, &self.bureau(at)?, self.plan).await,
            Act::Sign { unit } => actions::sign(&self.house, &self.unit(unit, at)?, self.plan).await,
            Act::Split { unit, indicator, parts } => {
                let shares = Shares { parts: parts.clone(), reason: String::new(), seen: 0, key: self.press() };
                let actor = self.unit(unit, at)?;
                actions::split(&self.house, &actor, self.plan, self.indicator(indicator)?, &shares).await
            }
            Act::Decide { unit, indicator } => self.decide(unit, indicator, at).await,
            Act::Letter { spot } => self.letter(spot, at).await,
            Act::Report { .. } => self.report(&told.act, at).await,
            Act::Check { .. } => self.check(&told.act, at).await,
            Act::Progress { .. } | Act::Supervise { .. } => self.on_task(&told.act, at).await,
            Act::Round(what) => self.moved(what, at).await,
            Act::Visit { .. } => self.visit(&told.act, at).await,
        }
    }

    async fn decide(&self, unit: &str, indicator: &str, at: Moment) -> Outcome<()> {
        let mut tx = self.house.db.read().await?;
        let all = splits::of_indicator(&mut tx, self.plan.year, indicator).await?;
        drop(tx);
        let open = all.into_iter().find(|split| split.county == unit);
        let open = open.ok_or_else(|| Fault::other(format!("{unit} has not shared {indicator} out")))?;
        let pass = (workplan::report::Verdict::Pass, "");
        actions::decide_split(&self.house, &self.bureau(at)?, &open.id, pass, open.version).await
    }

    /// The scan of the letter as it stands is kept on the day it is signed.
    async fn letter(&mut self, spot: &Spot, at: Moment) -> Outcome<()> {
        let place = Place { county: spot.unit.clone(), township: spot.township.clone(), village: String::new() };
        let towns: Vec<String> = if spot.township.is_empty() {
            townships_of(&self.house, &spot.unit).into_iter().map(|(code, _)| code).collect()
        } else {
            vec![spot.township.clone()]
        };
        let mut tx = self.house.db.read().await?;
        let seen = Letter::load(&mut tx, self.plan, &place, &towns).await?.digest();
        drop(tx);
        let (on, key) = (at.day().to_string(), self.press());
        let file = Some(File { name: "责任书（签字盖章）.pdf", bytes: SCAN });
        let form = SignedForm { place: &place, towns: &towns, on: &on, seen: &seen, file, key: &key };
        actions::keep_letter(&self.house, &self.unit(&spot.unit, at)?, self.plan, &form).await
    }

    async fn report(&mut self, act: &Act, at: Moment) -> Outcome<()> {
        let Act::Report { spot, indicator, value, as_of } = act else { return Ok(()) };
        let one = self.indicator(indicator)?;
        let actor = self.spot(spot, at)?;
        let paper = format!("{}，截至{}：{value}{}。台账附后。", one.name, as_of.chinese(), one.unit);
        let (as_of, key) = (as_of.to_string(), self.press());
        let file = Some(File { name: "台账.txt", bytes: paper.as_bytes() });
        let form = HandIn { value, as_of: &as_of, note: "台账附后", file, key: &key };
        actions::report(&self.house, &actor, self.plan, one, &form).await?;
        let mut tx = self.house.db.read().await?;
        let newest = reports::of_indicator(&mut tx, &actor.scope, self.plan.year, indicator, 1).await?;
        drop(tx);
        let newest = newest.into_iter().next().ok_or_else(|| Fault::other("a report was not stored"))?;
        self.handed.insert((indicator.clone(), spot.clone()), (newest.id, newest.version));
        Ok(())
    }

    async fn check(&mut self, act: &Act, at: Moment) -> Outcome<()> {
        let Act::Check { spot, indicator, is_city, verdict, note } = act else { return Ok(()) };
        let actor = if *is_city { self.bureau(at)? } else { self.unit(&spot.unit, at)? };
        let missing = || Fault::other(format!("{spot:?} has not handed {indicator} in"));
        let (id, version) = self.handed.get_mut(&(indicator.clone(), spot.clone())).ok_or_else(missing)?;
        let seen = *version;
        *version += 1;
        let id = id.clone();
        actions::check(&self.house, &actor, &id, (*verdict, note), seen).await
    }

    async fn on_task(&mut self, act: &Act, at: Moment) -> Outcome<()> {
        let (Act::Progress { unit, task, .. } | Act::Supervise { unit, task, .. }) = act else { return Ok(()) };
        let seen = self.entries.entry((task.clone(), unit.clone())).or_insert(0);
        let before = *seen;
        *seen += 1;
        let of = self.task(task)?;
        if let Act::Supervise { words, due, .. } = act {
            let (bureau, due) = (self.bureau(at)?, due.to_string());
            return actions::supervise(&self.house, &bureau, (self.plan, of, unit), (words, &due), before).await;
        }
        let Act::Progress { kind, milestone, words, .. } = act else { return Ok(()) };
        let on = at.day().to_string();
        let form = Progress { county: unit, kind: *kind, milestone, on: &on, words, seen: before };
        actions::progress(&self.house, &self.unit(unit, at)?, self.plan, of, &form).await
    }

    async fn visit(&mut self, act: &Act, at: Moment) -> Outcome<()> {
        let Act::Visit { duty, on, people, place, words, leaders } = act else { return Ok(()) };
        let (_, of) = self.plan.duty(duty).ok_or_else(|| Fault::other(format!("the plan has no {duty}")))?;
        let (on, key) = (on.to_string(), self.press());
        let file = Some(File { name: "记录.txt", bytes: words.as_bytes() });
        let leaders: Vec<&str> = leaders.iter().map(String::as_str).collect();
        let form = Attended { on: &on, people, leaders: &leaders, place, words, file, key: &key };
        actions::visit(&self.house, &self.bureau(at)?, self.plan, of, &form).await
    }
}
