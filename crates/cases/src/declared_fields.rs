//! A declaration back as the fields of its form.

use crate::declared::Declaration;

fn yes_no(value: Option<bool>) -> String {
    match value {
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
        None => String::new(),
    }
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The answers to what else the policy asks.
fn answered(declared: &Declaration) -> impl Iterator<Item = (String, String)> + '_ {
    let answers = declared.answers.iter().map(|(name, value)| (name.clone(), value.clone()));
    let lists = declared.complete.iter().map(|group| (crate::questions::complete(group), "1".to_owned()));
    answers.chain(lists)
}

/// The grid of parents who owe maintenance.
fn payers(declared: &Declaration) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for p in &declared.payers {
        let columns = [
            ("name", p.name.clone()),
            ("standing", p.standing.clone()),
            ("income", text(p.income)),
            ("children", text(p.children)),
            ("children_here", text(p.children_here)),
            ("ordered", text(p.ordered)),
        ];
        out.extend(columns.into_iter().map(|(name, value)| (format!("p.{}.{name}", p.row), value)));
    }
    out
}

/// A declaration as the fields it was read from.
#[must_use]
pub fn fields(declared: &Declaration) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = vec![
        ("village".to_owned(), declared.village.clone()),
        ("team".to_owned(), declared.team.clone()),
        ("address".to_owned(), declared.address.clone()),
        ("hukou".to_owned(), declared.hukou.clone()),
        ("phone".to_owned(), declared.phone.clone()),
        ("account_kind".to_owned(), declared.account_kind.clone()),
        ("bank".to_owned(), declared.bank.clone()),
        ("account".to_owned(), declared.account.clone()),
        ("financial".to_owned(), text(declared.financial)),
        ("houses".to_owned(), text(declared.houses)),
        ("vehicle".to_owned(), declared.vehicle.clone()),
    ];
    for (name, is_ticked) in [
        ("consent", declared.consent),
        ("promise", declared.promise),
        ("incomes_complete", declared.incomes_complete),
        ("support_complete", declared.support_complete),
    ] {
        out.push((name.to_owned(), if is_ticked { "1".to_owned() } else { String::new() }));
    }
    out.extend(answered(declared));
    out.extend(payers(declared));
    let mut put = |row: usize, grid: &str, columns: Vec<(&str, String)>| {
        out.extend(columns.into_iter().map(|(name, value)| (format!("{grid}.{row}.{name}"), value)));
    };
    for m in &declared.members {
        let columns = vec![
            ("name", m.name.clone()),
            ("id", m.id_number.clone()),
            ("relation", m.relation.clone()),
            ("student", m.student.clone()),
            ("lives", yes_no(m.lives_with)),
            ("independent", yes_no(m.independent)),
            ("duty", yes_no(m.legal_duty)),
            ("serious", yes_no(m.serious)),
            ("status", m.status.clone()),
            ("category", m.category.clone()),
            ("grade", m.grade.clone()),
        ];
        put(m.row, "m", columns);
    }
    for i in &declared.incomes {
        let columns = vec![
            ("who", i.who.to_string()),
            ("kind", i.kind.clone()),
            ("amount", text(i.amount)),
            ("cost", text(i.cost)),
            ("months", text(i.months)),
        ];
        put(i.row, "i", columns);
    }
    for s in &declared.support {
        let columns = vec![
            ("name", s.name.clone()),
            ("persons", text(s.persons)),
            ("income", text(s.income)),
            ("children", text(s.children)),
            ("elders", text(s.elders)),
            ("elders_here", text(s.elders_here)),
            ("paid", text(s.paid)),
        ];
        put(s.row, "s", columns);
    }
    out
}
