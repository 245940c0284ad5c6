//! What an applicant declares (申报): read from the form once, after that the type is the proof.
//!
//! A field that was left empty is `None`: not known, never zero.

pub use crate::declared_fields::fields;

use crate::questions::Questions;
use access::FormData;
use kernel::{Day, Fen, IdNumber, PayoutAccount};
use procedures::Pays;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ui::Problems;

/// One person of the household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredMember {
    /// Row of the form.
    pub row: usize,
    /// Name.
    pub name: String,
    /// Id number in clear: the whole declaration is sealed.
    pub id_number: String,
    /// 与申请人关系: one of [`RELATIONS`].
    pub relation: String,
    /// 在校情况: one of [`STUDENT`], or empty when not asked.
    pub student: String,
    /// 共同生活.
    pub lives_with: Option<bool>,
    /// 能否独立生活, for adults.
    pub independent: Option<bool>,
    /// 有法定赡养、抚养、扶养义务, for grandparents, grandchildren, siblings and others.
    pub legal_duty: Option<bool>,
    /// 重病.
    pub serious: Option<bool>,
    /// 残疾类别, one of [`CATEGORIES`], or empty.
    pub category: String,
    /// 残疾等级, one of [`GRADES`], or empty.
    pub grade: String,
    /// 特殊身份: one of [`STATUSES`], or empty.
    pub status: String,
}

impl DeclaredMember {
    /// The id number; it was checked when the form was read.
    #[must_use]
    pub fn number(&self) -> Option<IdNumber> {
        IdNumber::parse(&self.id_number).ok()
    }

    /// Full years on a day.
    #[must_use]
    pub fn age_on(&self, day: Day) -> Option<i32> {
        self.number().map(|number| kernel::age_on(number.birth(), day))
    }
}

/// One kind of income of one person in the twelve months before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredIncome {
    /// Row of the form.
    pub row: usize,
    /// Row of the member it belongs to.
    pub who: usize,
    /// One of [`INCOMES`].
    pub kind: String,
    /// A year.
    pub amount: Option<Fen>,
    /// Costs of a business, or tax and social insurance of a wage, a year.
    pub cost: Option<Fen>,
    /// Months of receiving or working.
    pub months: Option<i64>,
}

/// The household of a child (or another obliged person) that lives apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredSupport {
    /// Row of the form.
    pub row: usize,
    /// Who.
    pub name: String,
    /// Persons of that household.
    pub persons: Option<i64>,
    /// Its income a year.
    pub income: Option<Fen>,
    /// Children the elders have in all.
    pub children: Option<i64>,
    /// Elders that household must support.
    pub elders: Option<i64>,
    /// Of them in the applicant's household.
    pub elders_here: Option<i64>,
    /// What is really paid a year.
    pub paid: Option<Fen>,
}

/// A parent who lives apart and owes maintenance (抚养费).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredPayer {
    /// Row of the form.
    pub row: usize,
    /// Who.
    pub name: String,
    /// One of [`PAYERS`].
    pub standing: String,
    /// Net income a year.
    pub income: Option<Fen>,
    /// Children the payer must support.
    pub children: Option<i64>,
    /// Of them in the applicant's household.
    pub children_here: Option<i64>,
    /// What a court or an agreement says a year; none when there is neither.
    pub ordered: Option<Fen>,
}

/// The whole declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Village code.
    pub village: String,
    /// 组.
    pub team: String,
    /// Address.
    pub address: String,
    /// `rural`, `urban`, `elsewhere`.
    pub hukou: String,
    /// Phone.
    pub phone: String,
    /// Members, the applicant first.
    pub members: Vec<DeclaredMember>,
    /// Incomes.
    pub incomes: Vec<DeclaredIncome>,
    /// Whether the list of incomes is complete: “没有别的收入”.
    pub incomes_complete: bool,
    /// Households that owe support.
    pub support: Vec<DeclaredSupport>,
    /// Parents who owe maintenance.
    pub payers: Vec<DeclaredPayer>,
    /// Whether the lists of supporters and payers are complete.
    pub support_complete: bool,
    /// 存款和金融资产.
    pub financial: Option<Fen>,
    /// 车辆: one of [`VEHICLES`]; empty when not asked yet.
    pub vehicle: String,
    /// 住房套数.
    pub houses: Option<i64>,
    /// `card` or `passbook`.
    pub account_kind: String,
    /// Bank.
    pub bank: String,
    /// Account number, normalised.
    pub account: String,
    /// Papers that were brought.
    pub papers: Vec<String>,
    /// 授权核对.
    pub consent: bool,
    /// 承诺如实申报.
    pub promise: bool,
    /// Answers to what else the programme's policy reads, by the name of their field (see [`crate::Questions`]).
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// Lists of which the applicant said that nothing is missing.
    #[serde(default)]
    pub complete: BTreeSet<String>,
}

/// Relations to the applicant, in the policy's words.
pub const RELATIONS: &[&str] = &["本人", "配偶", "子女", "父母", "祖父母", "孙子女", "兄弟姐妹", "子女配偶", "其他"];
/// 在校情况, in the policy's words.
pub const STUDENT: &[&str] = &["不在校", "全日制本科及以下", "研究生", "其他在校"];
/// 特殊身份 that matter to who is counted; the policy's yes-and-no facts.
pub const STATUSES: &[&str] = &["服刑", "义务兵", "特困供养", "随另一方生活"];
/// 残疾类别, in the policy's words.
pub const CATEGORIES: &[&str] = &["视力", "听力", "言语", "肢体", "智力", "精神", "多重"];
/// 残疾等级, in the policy's words.
pub const GRADES: &[&str] = &["一级", "二级", "三级", "四级"];
/// Kinds of income, in the policy's words.
pub const INCOMES: &[&str] = &[
    "工资",
    "无法核实工资",
    "经营",
    "土地流转",
    "房屋出租",
    "利息股息",
    "集体分红",
    "职工养老金",
    "居民养老金",
    "失业保险金",
    "遗属补助",
    "赔偿补偿",
    "继承",
    "赠与",
    "惠农补贴",
    "其他",
    "优抚金",
    "计生奖扶",
    "奖学金",
    "见义勇为奖励",
    "社会救助",
    "残疾人两项补贴",
    "高龄津贴",
    "孤儿基本生活费",
    "医疗慈善捐助",
    "征地补偿",
];
/// Vehicles, in the policy's words; the first says there is none.
pub const VEHICLES: &[&str] = &[
    "没有",
    "小汽车",
    "货车",
    "客车",
    "船舶",
    "其他机动车",
    "残疾人代步车",
    "摩托车",
    "电动自行车",
    "农用三轮车",
    "农机具",
];
/// How it stands with a parent who must pay maintenance, in the policy's words.
pub const PAYERS: &[&str] = &["正常", "服刑", "享受低保或特困", "失去联系六个月以上"];

struct Reader<'f> {
    form: &'f FormData,
    problems: Problems,
    today: Day,
}

impl Reader<'_> {
    fn money(&mut self, field: &str) -> Option<Fen> {
        let text = self.form.get(field);
        if text.is_empty() {
            return None;
        }
        match Fen::parse(text) {
            Ok(fen) if fen >= Fen::ZERO => Some(fen),
            Ok(_) => {
                self.problems.add(field, "金额不能是负数；亏损请填 0。");
                None
            }
            Err(problem) => {
                self.problems.add(field, problem.to_string());
                None
            }
        }
    }

    fn whole(&mut self, field: &str, from: i64, to: i64, what: &str) -> Option<i64> {
        let text = kernel::narrow(self.form.get(field));
        if text.is_empty() {
            return None;
        }
        match text.parse::<i64>() {
            Ok(number) if (from..=to).contains(&number) => Some(number),
            Ok(_) | Err(_) => {
                self.problems.add(field, format!("{what}请填 {from} 到 {to} 的整数，现在是“{text}”。"));
                None
            }
        }
    }

    fn yes_no(&self, field: &str) -> Option<bool> {
        match self.form.get(field) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    fn member(&mut self, row: usize) -> Option<DeclaredMember> {
        let field = |name: &str| format!("m.{row}.{name}");
        let name = self.form.get(&field("name")).to_owned();
        let number = kernel::narrow(self.form.get(&field("id"))).to_uppercase();
        if name.is_empty() && number.is_empty() {
            return None;
        }
        let person = row + 1;
        if name.is_empty() {
            self.problems.add(field("name"), format!("第 {person} 人没有填姓名。"));
        }
        let mut id_number = String::new();
        match IdNumber::parse_by(&number, self.today) {
            _ if number.is_empty() => {
                self.problems.add(field("id"), format!("第 {person} 人没有填公民身份号码。"));
            }
            Ok(read) => read.plain().clone_into(&mut id_number),
            Err(problem) => self.problems.add(field("id"), format!("第 {person} 人：{problem}")),
        }
        let relation = self.form.get(&field("relation"));
        let relation = if row == 0 { "本人" } else { relation };
        if !RELATIONS.contains(&relation) || (row > 0 && relation == "本人") {
            self.problems.add(field("relation"), format!("第 {person} 人：请选择与申请人的关系。"));
        }
        let known = |list: &[&str], name: &str| {
            let typed = self.form.get(&field(name));
            if list.contains(&typed) { typed.to_owned() } else { String::new() }
        };
        let (category, grade) = (known(CATEGORIES, "category"), known(GRADES, "grade"));
        let member = DeclaredMember {
            row,
            name,
            id_number,
            relation: relation.to_owned(),
            student: known(STUDENT, "student"),
            lives_with: self.yes_no(&field("lives")),
            independent: self.yes_no(&field("independent")),
            legal_duty: self.yes_no(&field("duty")),
            serious: self.yes_no(&field("serious")),
            status: known(STATUSES, "status"),
            category: category.clone(),
            grade: grade.clone(),
        };
        if category.is_empty() != grade.is_empty() {
            self.problems.add(field("grade"), format!("第 {person} 人：残疾类别和等级要一起填，照残疾人证填写。"));
        }
        Some(member)
    }

    fn income(&mut self, row: usize, members: &[DeclaredMember]) -> Option<DeclaredIncome> {
        let field = |name: &str| format!("i.{row}.{name}");
        let kind = self.form.get(&field("kind")).to_owned();
        let (amount, cost) = (self.money(&field("amount")), self.money(&field("cost")));
        let months = self.whole(&field("months"), 1, 12, "月数");
        if kind.is_empty() && amount.is_none() && cost.is_none() {
            return None;
        }
        let line = row + 1;
        if !INCOMES.contains(&kind.as_str()) {
            self.problems.add(field("kind"), format!("收入第 {line} 行：请选择是什么收入。"));
        }
        let who = self.form.get(&field("who")).parse().unwrap_or(0);
        if !members.iter().any(|member| member.row == who) {
            self.problems.add(field("who"), format!("收入第 {line} 行：请选择是谁的收入。"));
        }
        Some(DeclaredIncome { row, who, kind, amount, cost, months })
    }

    fn supporter(&mut self, row: usize) -> Option<DeclaredSupport> {
        let field = |name: &str| format!("s.{row}.{name}");
        let name = self.form.get(&field("name")).to_owned();
        let one = DeclaredSupport {
            row,
            name,
            persons: self.whole(&field("persons"), 1, 30, "人数"),
            income: self.money(&field("income")),
            children: self.whole(&field("children"), 1, 20, "子女数"),
            elders: self.whole(&field("elders"), 1, 8, "应赡养老人数"),
            elders_here: self.whole(&field("elders_here"), 1, 8, "本户老人数"),
            paid: self.money(&field("paid")),
        };
        let is_empty = one.name.is_empty() && one.persons.is_none() && one.income.is_none() && one.paid.is_none();
        (!is_empty).then_some(one)
    }

    fn payer(&mut self, row: usize) -> Option<DeclaredPayer> {
        let field = |name: &str| format!("p.{row}.{name}");
        let standing = self.form.get(&field("standing"));
        let one = DeclaredPayer {
            row,
            name: self.form.get(&field("name")).to_owned(),
            standing: if PAYERS.contains(&standing) { standing.to_owned() } else { String::new() },
            income: self.money(&field("income")),
            children: self.whole(&field("children"), 1, 20, "子女数"),
            children_here: self.whole(&field("children_here"), 1, 20, "本户子女数"),
            ordered: self.money(&field("ordered")),
        };
        let is_empty = one.name.is_empty() && one.standing.is_empty() && one.income.is_none() && one.ordered.is_none();
        (!is_empty).then_some(one)
    }

    fn account(&mut self) -> (String, String, String) {
        let kind = if self.form.get("account_kind") == "passbook" { "passbook" } else { "card" };
        let (bank, number) = (self.form.get("bank").to_owned(), self.form.get("account"));
        if number.is_empty() {
            return (kind.to_owned(), bank, String::new());
        }
        let read =
            if kind == "passbook" { PayoutAccount::parse_passbook(number) } else { PayoutAccount::parse_card(number) };
        match read {
            Ok(account) => (kind.to_owned(), bank, account.plain().to_owned()),
            Err(problem) => {
                self.problems.add("account", problem.to_string());
                (kind.to_owned(), bank, String::new())
            }
        }
    }
}

/// Reads a form as far as it can be read, and says what is wrong; nothing that was typed is lost by it.
#[must_use]
pub fn read(form: &FormData, questions: &Questions, today: Day) -> (Declaration, Problems) {
    let mut reader = Reader { form, problems: Problems::default(), today };
    let members: Vec<DeclaredMember> = form.rows("m").into_iter().filter_map(|row| reader.member(row)).collect();
    let incomes = form.rows("i").into_iter().filter_map(|row| reader.income(row, &members)).collect();
    let support = form.rows("s").into_iter().filter_map(|row| reader.supporter(row)).collect();
    let payers = form.rows("p").into_iter().filter_map(|row| reader.payer(row)).collect();
    for (index, member) in members.iter().enumerate() {
        let twice = members[..index].iter().any(|other| other.id_number == member.id_number);
        if twice && !member.id_number.is_empty() {
            let sentence = format!("第 {} 人的号码和前面的人相同，请核对。", member.row + 1);
            reader.problems.add(format!("m.{}.id", member.row), sentence);
        }
    }
    let (account_kind, bank, account) = reader.account();
    let financial = reader.money("financial");
    let houses = reader.whole("houses", 0, 20, "住房套数");
    let phone: String = kernel::narrow(form.get("phone")).chars().filter(|c| *c != ' ' && *c != '-').collect();
    if !phone.is_empty() && (phone.len() < 7 || phone.len() > 12 || !phone.chars().all(|c| c.is_ascii_digit())) {
        reader.problems.add("phone", format!("电话应是 7 到 12 位数字，现在是“{phone}”。"));
    }
    let mut declared = Declaration {
        village: form.get("village").to_owned(),
        team: form.get("team").to_owned(),
        address: form.get("address").to_owned(),
        hukou: form.get("hukou").to_owned(),
        phone,
        members,
        incomes,
        incomes_complete: form.ticked("incomes_complete"),
        support,
        payers,
        support_complete: form.ticked("support_complete"),
        financial,
        vehicle: form.get("vehicle").to_owned(),
        houses,
        account_kind,
        bank,
        account,
        papers: form.all("paper").iter().map(|paper| (*paper).to_owned()).collect(),
        consent: form.ticked("consent"),
        promise: form.ticked("promise"),
        answers: BTreeMap::new(),
        complete: BTreeSet::new(),
    };
    questions.read(form, &mut reader.problems, &mut declared, today);
    (declared, reader.problems)
}

impl Declaration {
    /// What was granted here is known here: a policy that asks 享受低保 is answered for everybody of the household.
    pub(crate) fn know_benefits<'p>(&mut self, granted: impl Iterator<Item = &'p procedures::Procedure>) {
        for benefit in granted.flat_map(|procedure| procedure.benefits.iter()) {
            for member in &self.members {
                let key = crate::questions::benefit_field(member.row, benefit);
                self.answers.entry(key).or_insert_with(|| "是".to_owned());
            }
        }
    }
}

/// What must be there before a clerk can take the application in (受理).
pub fn check_complete(declared: &Declaration, pays: Pays, problems: &mut Problems) {
    if declared.members.first().is_none_or(|first| first.row != 0) && problems.of("m.0.name").is_none() {
        problems.add("m.0.name", "请填写申请人的姓名和公民身份号码。");
    }
    if declared.village.is_empty() {
        problems.add("village", "请选择居住的村（社区）。");
    }
    if declared.hukou.is_empty() {
        problems.add("hukou", "请选择户口性质。");
    }
    if !declared.consent {
        problems.add("consent", "没有核对授权不能受理：请申请人在授权书上签字后勾选。");
    }
    if !declared.promise {
        problems.add("promise", "请申请人签诚信承诺书后勾选。");
    }
    if pays != Pays::Nothing && declared.account.is_empty() && problems.of("account").is_none() {
        problems.add("account", "请填写发放账户；还没有账户的，先到银行开户。");
    }
}
