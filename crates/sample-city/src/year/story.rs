//! What happens in the year, from the plan alone: every act with its moment.

use super::at;
use super::figures::{UNITS, Unit, allot, luck, reached, unit, value, weights, whole};
use super::works::{Act, Spot, Told};
use access::House;
use db::Outcome;
use kernel::{Day, Refusal, WorkingDays};
use registry::actions::townships_of;
use std::collections::BTreeMap;
use workplan::report::Verdict;
use workplan::split::Part;
use workplan::store::entries::EntryKind;
use workplan::{Duty, Indicator, Item, Plan, Quantity, ReportedBy, Split, Task, periods, schedule};

/// Townships of a county that have poor villages.
const WITH_VILLAGES: usize = 8;
/// Townships of a county that take part in something else.
const TAKING_PART: usize = 3;
/// Days after the issue: the bureau has shared its targets out, the units theirs, the bureau has let those through.
const SHARED: i32 = 2;
const SHARED_AGAIN: i32 = 7;
const LET_THROUGH: i32 = 9;
/// The responsibility letters are signed: those of the units, then those of townships.
const LETTERS: i32 = 15;
const LETTERS_BELOW: i32 = 17;
/// Days after the end of a month its figures are handed in.
const HANDED: i32 = 3;
/// Days after the due day something late is supervised, and answered.
const SUPERVISED: i32 = 4;
const ANSWERED: i32 = 6;

pub(super) struct Story<'s> {
    pub(super) plan: &'s Plan,
    persons: BTreeMap<String, i64>,
    pub(super) seed: u64,
    today: Day,
    told: Vec<Told>,
    towns: BTreeMap<&'static str, Vec<String>>,
}

impl<'s> Story<'s> {
    pub(super) fn new(house: &House, plan: &'s Plan, persons: BTreeMap<String, i64>, seed: u64) -> Self {
        let codes = |unit: &Unit| townships_of(house, unit.code).into_iter().map(|(code, _)| code).collect();
        let towns = UNITS.iter().map(|unit| (unit.code, codes(unit))).collect();
        Self { plan, persons, seed, today: house.now().day(), told: Vec::new(), towns }
    }

    pub(super) fn tell(&mut self, day: Day, minute: i64, act: Act) {
        self.told.push(Told { at: at(day, minute), act });
    }

    /// The day a unit signs: it does nothing before.
    fn signs(&self, unit: &Unit) -> Day {
        self.plan.day.add_days(unit.signs_after)
    }

    /// Everything, in no order.
    pub(super) fn acts(mut self) -> Outcome<Vec<Told>> {
        let issued = self.plan.day;
        self.tell(issued, 0, Act::Issue);
        for unit in UNITS.iter().filter(|unit| self.plan.addressees.iter().any(|code| code == unit.code)) {
            self.tell(self.signs(unit), 30, Act::Sign { unit: unit.code.to_owned() });
        }
        let plan = self.plan;
        for indicator in plan.items.iter().flat_map(Item::indicators) {
            if indicator.split == Split::AddUp {
                self.share_out(indicator);
            }
        }
        self.sign_letters();
        // The end of the month before, and yesterday.
        let month_end = self.today.month_of().add(-1).last_day();
        let yesterday = self.today.add_days(-1);
        if month_end >= issued && month_end.add_days(HANDED) < self.today {
            self.round(month_end, month_end.add_days(HANDED));
            self.assess_month(month_end, month_end.add_days(HANDED))?;
        }
        if yesterday >= issued.add_days(LET_THROUGH) {
            self.round(yesterday, self.today);
        }
        for task in plan.items.iter().flat_map(Item::tasks) {
            for code in plan.doers(task) {
                self.work_on(task, code)?;
            }
        }
        for duty in plan.items.iter().flat_map(Item::duties) {
            self.keep(duty);
        }
        Ok(self.told)
    }

    /// The parts of the city's target by sharer.
    fn parts_of_city(&self, indicator: &Indicator) -> Vec<(String, i64)> {
        let sharers = self.plan.sharers(indicator);
        let all = indicator.target.and_then(whole).unwrap_or(0);
        let parts = allot(all, &weights(indicator, &sharers));
        sharers.into_iter().map(str::to_owned).zip(parts).collect()
    }

    /// The parts of a unit's share by township.
    fn parts_of_unit(&self, indicator: &Indicator, code: &str, share: i64) -> Vec<(String, i64)> {
        let Some(towns) = self.towns.get(code) else { return Vec::new() };
        let some = match indicator.unit.as_str() {
            "个村" => WITH_VILLAGES,
            "个乡镇" => usize::MAX,
            _ => TAKING_PART,
        };
        let chosen: Vec<String> = towns.iter().take(some).cloned().collect();
        let parts = allot(share, &vec![1; chosen.len()]);
        chosen.into_iter().zip(parts).filter(|(_, part)| *part > 0).collect()
    }

    fn share_out(&mut self, indicator: &Indicator) {
        let parts = |found: &[(String, i64)]| -> Vec<Part> {
            found.iter().map(|(place, n)| Part { place: place.clone(), value: Quantity::whole(*n) }).collect()
        };
        let of_city = self.parts_of_city(indicator);
        let (day, id) = (self.plan.day.add_days(SHARED), indicator.id.clone());
        let act = Act::Split { unit: self.plan.city.clone(), indicator: id.clone(), parts: parts(&of_city) };
        self.tell(day, 0, act);
        if indicator.reported_by != ReportedBy::Township {
            return;
        }
        for (code, share) in of_city.iter().filter(|(_, share)| *share > 0) {
            let Some(own) = unit(code) else { continue };
            let day = self.plan.day.add_days(SHARED_AGAIN).max(self.signs(own).add_days(1));
            let found = self.parts_of_unit(indicator, code, *share);
            if found.is_empty() {
                continue;
            }
            let act = Act::Split { unit: code.clone(), indicator: id.clone(), parts: parts(&found) };
            self.tell(day, 20, act);
            // What the slowest unit shares out waits for the bureau for three weeks.
            let is_slow = own.pace < 800 && indicator.unit == "次";
            let wait = if is_slow { 21 } else { LET_THROUGH - SHARED_AGAIN };
            self.tell(day.add_days(wait), 40, Act::Decide { unit: code.clone(), indicator: id.clone() });
        }
    }

    /// The units that keep the pace sign their responsibility letters; in the featured county, some townships too.
    fn sign_letters(&mut self) {
        let plan = self.plan;
        for own in UNITS.iter().filter(|own| own.pace >= 1000 && plan.addressees.iter().any(|code| code == own.code)) {
            let spot = Spot { unit: own.code.to_owned(), township: String::new() };
            self.tell(plan.day.add_days(LETTERS), 48, Act::Letter { spot });
        }
        let unit = crate::staff::FEATURED_COUNTY;
        let towns = self.towns.get(unit).map_or(&[][..], Vec::as_slice);
        let some: Vec<String> = towns.iter().take(WITH_VILLAGES).step_by(2).cloned().collect();
        for township in some {
            let spot = Spot { unit: unit.to_owned(), township };
            self.tell(plan.day.add_days(LETTERS_BELOW), 49, Act::Letter { spot });
        }
    }

    /// The figures of a day, handed in and checked on another.
    fn round(&mut self, as_of: Day, on: Day) {
        let plan = self.plan;
        for indicator in plan.items.iter().flat_map(Item::indicators) {
            if indicator.from > as_of || indicator.reported_by == ReportedBy::Nobody {
                continue;
            }
            if indicator.reported_by == ReportedBy::City {
                self.citys_own(indicator, as_of, on);
                continue;
            }
            for own in UNITS.iter().filter(|own| plan.sharers(indicator).contains(&own.code)) {
                let is_behind = own.pace < 800 && luck(self.seed, own.code, &indicator.id, 3) == 0;
                if self.signs(own) < on && (!is_behind || self.is_on_map(indicator)) {
                    self.hand_in(indicator, own, as_of, on);
                }
            }
        }
    }

    /// The two figures of the map: everything of them is let through.
    fn is_on_map(&self, indicator: &Indicator) -> bool {
        indicator.id == self.plan.board_villages || indicator.id == self.plan.board_persons
    }

    fn citys_own(&mut self, indicator: &Indicator, as_of: Day, on: Day) {
        let Some(target) = indicator.target.and_then(whole) else { return };
        let all = indicator.from.days_until(indicator.due).max(1);
        let done = (target * indicator.from.days_until(as_of).max(0) / all).min(target).to_string();
        let spot = Spot { unit: self.plan.city.clone(), township: String::new() };
        // It waits for a second person of the bureau.
        self.tell(on, 20, Act::Report { spot, indicator: indicator.id.clone(), value: done, as_of });
    }

    fn hand_in(&mut self, indicator: &Indicator, own: &Unit, as_of: Day, on: Day) {
        let far = reached(self.seed, own, indicator, as_of, self.is_on_map(indicator));
        let of_unit = |township: String| Spot { unit: own.code.to_owned(), township };
        let target = match indicator.split {
            Split::AddUp => {
                let parts = self.parts_of_city(indicator);
                parts.into_iter().find(|(code, _)| code == own.code).map(|(_, part)| Quantity::whole(part))
            }
            Split::Each(each) => Some(each),
            Split::Same | Split::None => indicator.target,
        };
        let Some(target) = target else {
            // Only watched: near what the data say, and off in the slowest unit.
            let Some(persons) = self.persons.get(own.code) else { return };
            let off = if own.pace < 800 { persons * 9 / 100 } else { 0 };
            return self.checked(indicator, of_unit(String::new()), (persons + off).to_string(), (as_of, on));
        };
        let Some(value) = value(indicator, target, far) else { return };
        match (indicator.reported_by, indicator.split) {
            (ReportedBy::County, _) => self.checked(indicator, of_unit(String::new()), value, (as_of, on)),
            (ReportedBy::Township, Split::AddUp) => {
                let (mut left, share) = (value.parse().unwrap_or(0), whole(target).unwrap_or(0));
                for (town, part) in self.parts_of_unit(indicator, own.code, share) {
                    let done = part.min(left);
                    left -= done;
                    // Whoever has done nothing hands nothing in, but for the villages that stand on the map.
                    if done > 0 || self.is_on_map(indicator) {
                        self.checked(indicator, of_unit(town), done.to_string(), (as_of, on));
                    }
                }
            }
            (ReportedBy::Township, _) => {
                let towns: Vec<String> =
                    self.towns.get(own.code).into_iter().flatten().take(TAKING_PART).cloned().collect();
                for town in towns {
                    self.checked(indicator, of_unit(town), value.clone(), (as_of, on));
                }
            }
            (ReportedBy::Nobody | ReportedBy::City, _) => {}
        }
    }

    /// Hands a figure in and lets it through, or leaves it, or sends it back: of the last day some still wait.
    fn checked(&mut self, indicator: &Indicator, spot: Spot, value: String, (as_of, on): (Day, Day)) {
        let id = indicator.id.clone();
        let place = format!("{}{}", spot.unit, spot.township);
        let is_town = !spot.township.is_empty();
        let act = Act::Report { spot: spot.clone(), indicator: id.clone(), value, as_of };
        self.tell(on, 10, act);
        let waits = if on < self.today || self.is_on_map(indicator) { 9 } else { luck(self.seed, &place, &id, 10) };
        if is_town && waits > 0 {
            let (verdict, note) = (Verdict::Pass, "与台账一致");
            let act = Act::Check { spot: spot.clone(), indicator: id.clone(), is_city: false, verdict, note };
            self.tell(on, 30, act);
        }
        let (verdict, note) = match waits {
            0..=2 => return,
            3 => (Verdict::Return, "台账缺经办人签字，补齐后再报"),
            _ => (Verdict::Pass, "属实"),
        };
        self.tell(on, 50, Act::Check { spot, indicator: id, is_city: true, verdict, note });
    }

    /// A task of a unit: milestones, supervision where it is late, and its end.
    fn work_on(&mut self, task: &Task, code: &str) -> Outcome<()> {
        let is_city = code == self.plan.city;
        let (late, from) = match unit(code) {
            Some(own) => (own.late, self.signs(own).add_days(1)),
            None if is_city => (-3, self.plan.day.add_days(1)),
            None => return Ok(()),
        };
        // The featured county has not set its joint meeting up in spring.
        let late =
            if code == crate::staff::FEATURED_COUNTY && task.due < self.plan.day.add_days(20) { 45 } else { late };
        let end = task.due.add_days(late).max(from.add_days(2));
        let dated = schedule::backwards(task.due, &task.milestones, WorkingDays::shipped()).map_err(Refusal::from)?;
        let progress = |kind: EntryKind, milestone: &str, words: String| Act::Progress {
            unit: code.to_owned(),
            task: task.id.clone(),
            kind,
            milestone: milestone.to_owned(),
            words,
        };
        for one in dated.iter().filter(|one| one.due < task.due) {
            let day = one.due.add_days(late).max(from);
            if day < end {
                self.tell(day, 5, progress(EntryKind::Milestone, &one.name, format!("“{}”已办，材料在卷", one.name)));
            }
        }
        let supervised = task.due.add_days(SUPERVISED).max(from);
        if end > supervised && !is_city {
            let words = format!("“{}”已经超期，请说明原因和完成的日期，抓紧办结", task.short);
            let due = supervised.add_days(7);
            self.tell(supervised, 15, Act::Supervise { unit: code.to_owned(), task: task.id.clone(), words, due });
            // The slowest unit does not even answer.
            let is_silent = unit(code).is_some_and(|own| own.pace < 800);
            if end > task.due.add_days(ANSWERED) && !is_silent {
                let words = format!("已报政府审定，预计{}前办结", end.chinese());
                self.tell(supervised.add_days(ANSWERED - SUPERVISED), 25, progress(EntryKind::Answer, "", words));
            }
        }
        self.tell(end, 35, progress(EntryKind::Done, "", format!("{}：已完成，材料报市局备案", task.short)));
        Ok(())
    }

    /// The events of a duty: one a period, but for the first of those every two months.
    fn keep(&mut self, duty: &Duty) {
        let village = duty.village.as_ref().and_then(|code| self.plan.villages.iter().find(|one| one.code == *code));
        let place = village.map_or("市局会议室", |village| village.name.as_str()).to_owned();
        let words = match village {
            Some(_) => "走访帮扶户，核对帮扶台账，与村“两委”商定当月要办的事",
            None => "通报进度，研究卡住的事，议定责任人和期限",
        };
        if duty.by_leader {
            return self.lead(duty);
        }
        let all = periods::periods(duty.from, duty.to, duty.every);
        for (index, period) in all.iter().enumerate() {
            let middle =
                period.last.first_day().add_days(14 + i32::try_from(luck(self.seed, &duty.id, "", 8)).unwrap_or(0));
            if middle >= self.today || (duty.every == 2 && index == 0) {
                continue;
            }
            let act = Act::Visit {
                duty: duty.id.clone(),
                on: middle,
                people: "责任科室和帮扶责任人".to_owned(),
                place: place.clone(),
                words: words.to_owned(),
                leaders: Vec::new(),
            };
            self.tell(middle.add_days(1).max(self.plan.day.add_days(3)), 45, act);
        }
    }

    /// A duty of each leader: one after the other, a month apart, the last of them only at the end of the period.
    fn lead(&mut self, duty: &Duty) {
        let plan = self.plan;
        for period in periods::periods(duty.from, duty.to, duty.every) {
            let mut month = period.first;
            for (leader, post) in &plan.leaders {
                let on = month.first_day().add_days(10);
                if on < self.today {
                    let act = Act::Visit {
                        duty: duty.id.clone(),
                        on,
                        people: post.clone(),
                        place: plan.villages.first().map_or_else(String::new, |village| village.name.clone()),
                        words: "到联系村调研，看项目进度，听取驻村工作组意见".to_owned(),
                        leaders: vec![leader.clone()],
                    };
                    self.tell(on.add_days(1).max(plan.day.add_days(3)), 55, act);
                }
                month = month.add(1).min(period.last);
            }
        }
    }
}
