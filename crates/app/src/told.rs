//! What an event makes people know: one message for each, in the transaction of what happened.
//!
//! The words hold no free text of a person and no name of a recipient: what happened, its number, and the page.

use access::{Actor, Event, House, Role};
use db::{Outcome, Tx};
use messages::actions::{New, deliver};
use messages::{Kind, To};
use serde_json::Value;

/// A message in the making.
struct Words {
    kind: Kind,
    title: String,
    words: String,
    href: String,
    urgent: bool,
}

impl Words {
    fn new(kind: Kind, title: String, href: String) -> Self {
        Self { kind, title, words: String::new(), href, urgent: false }
    }

    fn urgent(mut self) -> Self {
        self.urgent = true;
        self
    }

    fn with(mut self, words: String) -> Self {
        self.words = words;
        self
    }
}

/// What is told, where it goes and to which roles. Of one event the county comes before its townships: two events that
/// concern the same posts then wait for each other and do not block.
type Telling<'e> = (Words, To<'e>, &'static [Role]);

const DESK: &[Role] = &[Role::County, Role::Approver];
const TOWN: &[Role] = &[Role::Clerk, Role::Verifier];
const EVERYBODY: &[Role] = &[Role::Clerk, Role::Verifier, Role::County, Role::Approver, Role::Cashier];

fn text<'e>(payload: &'e Value, field: &str) -> &'e str {
    payload[field].as_str().unwrap_or_default()
}

fn list<'e>(payload: &'e Value, field: &str) -> impl Iterator<Item = &'e str> {
    payload[field].as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The name of an indicator of the plan of a year.
fn indicator(payload: &Value) -> String {
    let id = text(payload, "indicator");
    let catalogue = crate::indicators::catalogue().ok();
    let named = catalogue.as_ref().and_then(|catalogue| {
        let plan = catalogue.plans.iter().find(|plan| Some(plan.year) == payload["year"].as_i64())?;
        plan.indicator(id).map(|(_, one)| one.name.clone())
    });
    named.unwrap_or_else(|| id.to_owned())
}

/// Whether a code is the one under which the bureau's own figures stand.
fn is_bureau(code: &str) -> bool {
    crate::indicators::catalogue().is_ok_and(|all| all.plans.iter().any(|plan| plan.city == code))
}

/// The office that hands in figures for a place: the bureau, a county or a township.
fn reporter<'e>(payload: &'e Value) -> (To<'e>, &'static [Role]) {
    let (county, township) = (text(payload, "county"), text(payload, "township"));
    match (is_bureau(county), township.is_empty()) {
        (true, _) => (To::City, &[Role::Bureau]),
        (false, true) => (To::County(county), &[Role::County]),
        (false, false) => (To::Township(county, township), &[Role::Clerk]),
    }
}

fn of_plan(event: &Event) -> Vec<Telling<'_>> {
    let of = &event.payload;
    match event.name {
        "workplan.issued" => list(of, "addressees")
            .map(|county| {
                let title = format!("请签收：{}", text(of, "title"));
                let words = Words::new(Kind::Plan, title, "/workplan".to_owned()).urgent();
                (words, To::County(county), DESK)
            })
            .collect(),
        "workplan.supervised" => {
            let title = format!("督办：{}，限{}前回复", text(of, "title"), text(of, "due"));
            let href = format!("/workplan/tasks/{}?county={}", text(of, "task"), text(of, "county"));
            let (to, _) = reporter(of);
            vec![(
                Words::new(Kind::Supervision, title, href).urgent(),
                to,
                &[Role::County, Role::Approver, Role::Bureau],
            )]
        }
        "workplan.answered" => {
            let title = format!("{}回复了督办：{}", text(of, "unit"), text(of, "title"));
            let href = format!("/workplan/tasks/{}?county={}", text(of, "task"), text(of, "county"));
            vec![(Words::new(Kind::Supervision, title, href), To::City, &[Role::Bureau])]
        }
        "workplan.returned" => {
            let (to, roles) = reporter(of);
            let title = format!("上报被退回：{}", indicator(of));
            let href = format!("/workplan/indicators/{}", text(of, "indicator"));
            let words = "退回的理由写在这个数的页面上，改好以后重新上报。".to_owned();
            vec![(Words::new(Kind::Plan, title, href).with(words), to, roles)]
        }
        "workplan.shared" => shared(of),
        "workplan.split_decided" => {
            let is_passed = text(of, "verdict") == "pass";
            let title = format!("目标分解{}：{}", if is_passed { "已审定" } else { "被退回" }, indicator(of));
            let href = format!("/workplan/indicators/{}", text(of, "indicator"));
            vec![(Words::new(Kind::Plan, title, href), To::County(text(of, "county")), &[Role::County])]
        }
        _ => Vec::new(),
    }
}

/// A target that was shared out: everybody with a share is told, counties by the bureau, townships by their county.
fn shared(of: &Value) -> Vec<Telling<'_>> {
    let county = text(of, "county");
    let by_bureau = is_bureau(county);
    let one = |unit| {
        let href = format!("/workplan/indicators/{}", text(of, "indicator"));
        let words = "本单位的目标数在这个指标的页面上。签过责任书的，目标变更以后要重签。".to_owned();
        let words = Words::new(Kind::Plan, format!("目标下达：{}", indicator(of)), href).with(words);
        if by_bureau { (words, To::County(unit), DESK) } else { (words, To::Township(county, unit), TOWN) }
    };
    list(of, "units").map(one).collect()
}

fn of_assessment(event: &Event) -> Vec<Telling<'_>> {
    let of = &event.payload;
    let href = format!("/workplan/rounds/{}", text(of, "round"));
    let name = text(of, "name");
    let title = match (event.name, text(of, "step")) {
        ("workplan.round_opened", _) => {
            format!("{name}（截止{}）开始自评，{}前报", text(of, "day"), text(of, "due"))
        }
        ("workplan.round_moved", "review") => format!("{name}开始评审，请评审分给本单位的单位"),
        ("workplan.round_moved", "feedback") => {
            format!("{name}已反馈，有异议的{}前申诉", text(of, "appeal_due"))
        }
        ("workplan.round_moved", "publish") => format!("{name}已公布结果，要整改的按期报整改结果"),
        _ => return Vec::new(),
    };
    list(of, "units")
        .map(|unit| {
            let words = Words::new(Kind::Assessment, title.clone(), href.clone()).urgent();
            (words, To::County(unit), DESK)
        })
        .collect()
}

fn of_case<'e>(house: &House, event: &'e Event) -> Vec<Telling<'e>> {
    let of = &event.payload;
    let number = text(of, "number");
    let href = format!("/cases/{}", text(of, "case"));
    let to = To::Township(text(of, "county"), text(of, "township"));
    let programme = text(of, "programme");
    let called = house.procedures.of(programme).map_or(programme, |procedure| procedure.title.as_str());
    match event.name {
        "cases.approved" => {
            let words = "请打印决定书送达，并告知从哪个月开始、怎样领取。".to_owned();
            vec![(Words::new(Kind::Case, format!("{called}批准：{number}"), href).with(words), to, TOWN)]
        }
        "cases.refused" => {
            let words = "请打印不予批准的书面告知送达，当面讲清理由和申诉的办法。".to_owned();
            vec![(Words::new(Kind::Case, format!("{called}不予批准：{number}"), href).with(words), to, TOWN)]
        }
        "cases.stopped" => {
            let words = "请打印停发的书面告知送达，当面讲清理由和申诉的办法。".to_owned();
            vec![(Words::new(Kind::Case, format!("{called}停发：{number}"), href).with(words), to, TOWN)]
        }
        "cases.supervised" => vec![(Words::new(Kind::Supervision, format!("督办：{number}"), href).urgent(), to, TOWN)],
        _ => Vec::new(),
    }
}

fn of_payment(event: &Event) -> Vec<Telling<'_>> {
    let of = &event.payload;
    let county = text(of, "county");
    let townships = of["townships"].as_array().into_iter().flatten();
    let counted: Vec<(&str, i64)> = townships.filter_map(|row| Some((row[0].as_str()?, row[1].as_i64()?))).collect();
    let all: i64 = counted.iter().map(|(_, count)| count).sum();
    let number = text(of, "number");
    let href = || "/payments/corrections".to_owned();
    let title = format!("退汇 {all} 笔：批次 {number}，等乡镇核对账号后重发");
    let mut found: Vec<Telling<'_>> =
        vec![(Words::new(Kind::Payment, title, href()), To::County(county), &[Role::Cashier])];
    found.extend(counted.iter().map(|(township, count)| {
        let title = format!("退汇 {count} 笔：批次 {number}，请找本人核对账号");
        let to = To::Township(county, township);
        (Words::new(Kind::Payment, title, href()).urgent(), to, TOWN)
    }));
    found
}

fn of_policy<'e>(house: &House, event: &'e Event) -> Vec<Telling<'e>> {
    let of = &event.payload;
    let division = text(of, "division");
    let today = house.now().day();
    let county = house.places.all(kernel::places::Level::County, today).into_iter().find(|one| one.name == division);
    let whose = if division.is_empty() { "全市" } else { division };
    let title = format!("{whose}“{}”从{}起调整", text(of, "parameter"), text(of, "from"));
    let words = || {
        let words = "以后的核定按新的数算；在发的由系统重新核定，补发编在下一个批次。".to_owned();
        Words::new(Kind::Policy, title.clone(), format!("/policies/changes/{}", text(of, "change"))).with(words)
    };
    match county {
        // The code lives as long as the divisions.
        Some(county) => {
            let code: &'static str = county.code.county6();
            vec![(words(), To::County(code), EVERYBODY), (words(), To::Townships(code), EVERYBODY)]
        }
        None => vec![(words(), To::Counties, EVERYBODY), (words(), To::AllTownships, EVERYBODY)],
    }
}

/// Tells people what an event means for them.
///
/// # Errors
/// When the database does.
pub(crate) async fn tell(tx: &mut Tx, house: &House, actor: &Actor, event: &Event) -> Outcome<()> {
    let tellings = match event.name.split_once('.') {
        Some(("workplan", what)) if what.starts_with("round_") => of_assessment(event),
        Some(("workplan", _)) => of_plan(event),
        Some(("cases", _)) => of_case(house, event),
        Some(("payments", "returned")) => of_payment(event),
        Some(("policies", "signed")) => of_policy(house, event),
        _ => Vec::new(),
    };
    // What may happen to the same thing again is told apart by what changed.
    let number = |field: &str| event.payload[field].as_i64().map(|number| number.to_string()).unwrap_or_default();
    let word = |field: &str| text(&event.payload, field).to_owned();
    let again = [number("version"), number("times"), word("step"), word("last_month"), word("import")].concat();
    for (index, (words, to, roles)) in tellings.iter().enumerate() {
        let to = to.posts(tx, roles, house.now().day()).await?;
        let new = New {
            key: &messages::key(event.name, &event.object, &again, index),
            kind: words.kind,
            title: &words.title,
            words: &words.words,
            href: &words.href,
            urgent: words.urgent,
            from: Some(actor),
        };
        deliver(tx, house, &new, &to).await?;
    }
    Ok(())
}
