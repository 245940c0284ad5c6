//! The timeline of a case as its own actions would have written it.

use crate::applications::{Officers, kin_of};
use crate::draw::Plan;
use crate::fate::{Fate, Kin};
use crate::homes::{Home, Ids};
use crate::names::Dice;
use crate::timeline::{Event, shifted};
use crate::words;
use cases::CaseId;
use cases::declared::Declaration;
use cases::stage::Verdict;
use cases::store::decisions::Decision;
use cases::store::steps::StepRow;
use kernel::{Day, Fen, Moment};
use serde_json::{Value as Json, json};

/// A moment of a working day: later in the day for later steps.
pub(crate) fn moment(day: Day, order: i64, dice: &mut Dice) -> Moment {
    let minute = i64::try_from(dice.below(45)).unwrap_or(0);
    let second = i64::try_from(dice.below(60)).unwrap_or(0);
    let start = 8 * 60 + 50 + (order % 9) * 55 + minute;
    Moment::start_of(day).plus_millis((start * 60 + second) * 1_000)
}

/// Writes the timeline of one case.
pub(crate) struct Teller<'t> {
    pub(crate) ids: &'t Ids,
    pub(crate) officers: &'t Officers<'t>,
    pub(crate) home: &'t Home,
    pub(crate) dice: &'t mut Dice,
    pub(crate) steps: Vec<StepRow>,
    pub(crate) case: CaseId,
}

const ORDER: &[&str] =
    &["accept", "correct", "corrected", "investigate", "review", "notice", "verify", "spot_check", "approve"];

impl Teller<'_> {
    /// A moment on a day, after everything before.
    pub(crate) fn next_moment(&mut self, day: Day, step: &str) -> Moment {
        let order = ORDER.iter().position(|known| *known == step).and_then(|at| i64::try_from(at).ok()).unwrap_or(7);
        let at = moment(day, order, self.dice);
        match self.steps.last() {
            Some(last) if last.at >= at => last.at.plus_millis(11 * 60_000),
            Some(_) | None => at,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a line of the timeline is step, outcome, who, when and two texts")]
    fn line(&mut self, step: &str, outcome: &str, by: String, on: Day, at: Moment, note: String, detail: Json) {
        let seq = i64::try_from(self.steps.len()).unwrap_or(0) + 1;
        let (id, step, outcome) = (self.ids.text(at), step.to_owned(), outcome.to_owned());
        self.steps.push(StepRow { id, case: self.case, seq, step, outcome, by, on, at, note, detail });
    }

    /// Everything but the decision and what follows it.
    pub(crate) fn tell(&mut self, plan: &Plan, accepted_at: Moment, declared: &Declaration, amount: Fen) {
        let by = self.officers.clerk.id.to_string();
        let note = format!("受理，材料 {} 份", declared.papers.len());
        let on = plan.walk.accepted;
        self.line("accept", "done", by, on, accepted_at, note, json!({ "papers": declared.papers }));
        for event in &plan.walk.events {
            if event.step != "approve" && event.step != "accept" {
                self.event(plan, event, amount);
            }
        }
        if let (Fate::Open(open), Some(due)) = (&plan.fate, plan.walk.moved.due)
            && open.is_supervised
            && let Some(on) = shifted(due, 1)
        {
            let words = "已经超期，请三个工作日内完成入户调查并回复。";
            let at = self.next_moment(on, "investigate");
            let by = self.officers.county.id.to_string();
            self.line("supervise", "done", by, on, at, format!("督办：{words}"), json!({}));
        }
    }

    fn event(&mut self, plan: &Plan, event: &Event, amount: Fen) {
        let at = self.next_moment(event.on, event.step);
        let clerk = self.officers.clerk.id.to_string();
        let is_refused = matches!(plan.fate, Fate::Refused);
        match event.step {
            "correct" => {
                let detail = json!({ "missing": words::missing(self.dice), "left": event.count });
                self.line("correct", "asked", clerk, event.on, at, "一次性告知补正，停表".to_owned(), detail);
            }
            "corrected" => {
                let note = format!("材料补齐，停表 {} 天，接着走", event.count);
                self.line("corrected", "done", clerk, event.on, at, note, json!({}));
            }
            "investigate" => {
                let names = [self.officers.clerk.name.clone(), words::companion(self.dice)];
                let findings = words::findings(self.home, self.dice);
                let detail = json!({ "on": event.on, "investigators": names, "findings": findings });
                self.line("investigate", "done", clerk, event.on, at, "2 人入户调查，申请人已签字".to_owned(), detail);
            }
            "review" => self.review(event, at, is_refused),
            "notice" => self.notice(event, at, "notice", "村公示", clerk),
            "county_notice" => self.notice(event, at, "county_notice", "县公示", self.officers.county.id.to_string()),
            "verify" => self.verify(event, at, is_refused, amount),
            "spot_check" => self.spot_check(plan, event, at),
            "object" => {
                let note = "公示期间有异议，退回重新调查；县里应当入户".to_owned();
                let detail = json!({ "who": "", "what": words::objection(self.dice) });
                self.line("object", "done", clerk, event.on, at, note, detail);
            }
            _ => {
                let detail = json!({ "why": words::why_back(self.dice) });
                self.line("withdraw", "done", clerk, event.on, at, "申请人撤回".to_owned(), detail);
            }
        }
    }

    fn review(&mut self, event: &Event, at: Moment, is_refused: bool) {
        let present = 12 + self.dice.below(9);
        let villagers = present - self.dice.below(present / 3 + 1);
        let agree = if is_refused { present / 3 } else { present - self.dice.below(3) };
        let words = if is_refused { words::doubt(self.dice) } else { words::conclusion(self.dice) };
        let note = format!("到会 {present} 人，村民代表 {villagers} 人，{agree} 人认为属实");
        let by = self.officers.clerk.id.to_string();
        self.line("review", "done", by, event.on, at, note, json!({ "on": event.on, "conclusion": words }));
    }

    fn notice(&mut self, event: &Event, at: Moment, step: &str, name: &str, by: String) {
        let until = event.until.unwrap_or(event.on);
        let days = event.on.days_until(until);
        let note = format!("{name} {days} 天，到 {} 为止", until.short());
        let board = if step == "notice" { words::board(self.dice) } else { "县民政局公示栏和村公示栏" };
        let detail = json!({ "where": board, "from": event.on, "until": until });
        self.line(step, "posted", by, event.on, at, note, detail);
    }

    fn verify(&mut self, event: &Event, at: Moment, is_refused: bool, amount: Fen) {
        let by = self.officers.verifier.id.to_string();
        let (outcome, note, opinion) = if is_refused {
            ("refuse", "建议不予批准".to_owned(), "核对后不符合条件，建议不予批准。")
        } else {
            ("agree", format!("建议每月 {} 元", amount.grouped()), words::opinion(self.dice))
        };
        self.line("verify", outcome, by, event.on, at, note, json!({ "opinion": opinion }));
    }

    fn spot_check(&mut self, plan: &Plan, event: &Event, at: Moment) {
        let is_kin = kin_of(&plan.fate) == Some(Kin::Approver);
        let (note, names, findings) = if is_kin || self.home.serial.is_multiple_of(3) {
            let names = vec![self.officers.county.name.clone(), words::companion(self.dice)];
            let note = if is_kin { "应当入户的，县里已入户" } else { "抽中，县里已入户" };
            (note, names, words::findings(self.home, self.dice))
        } else {
            ("未抽中，已核对材料", Vec::new(), String::new())
        };
        let by = self.officers.county.id.to_string();
        let detail = json!({ "visitors": names, "findings": findings });
        self.line("spot_check", "done", by, event.on, at, note.to_owned(), detail);
    }

    /// The county's decision.
    pub(crate) fn decided(&mut self, decision: &Decision, at: Moment) {
        let (outcome, note) = if decision.outcome == Verdict::Approve.code() {
            let (amount, month) = (decision.amount.grouped(), decision.first_month.chinese());
            (Verdict::Approve.code(), format!("同意，每月 {amount} 元，从 {month} 起"))
        } else {
            (Verdict::Refuse.code(), "不予同意".to_owned())
        };
        let detail = json!({ "decision": decision.id.to_string(), "reason": decision.reason });
        self.line("approve", outcome, decision.decided_by.clone(), decision.decided_on, at, note, detail);
    }

    /// A re-check that changed nothing.
    pub(crate) fn rechecked(&mut self, on: Day) {
        let at = self.next_moment(on, "investigate");
        let by = self.officers.clerk.id.to_string();
        let detail = json!({ "note": "入户复核，情况没有变化。" });
        self.line("recheck", "same", by, on, at, "复核：没有变化".to_owned(), detail);
    }
}
