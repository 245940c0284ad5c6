//! 统计: rows × columns × measure from a list of fields, never a field of a person, with small cells protected.

pub mod protect;

use access::{House, Place};
use kernel::codes::Sex;
use kernel::{Day, Month, Refusal};
use registry::Hukou;

/// What a row or column may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// 县（区）、园区.
    County,
    /// 乡镇（街道）.
    Township,
    /// 救助项目.
    Programme,
    /// 月份.
    Month,
    /// 性别 of the applicant or payee.
    Sex,
    /// 年龄段 of the applicant or payee.
    Age,
    /// 户口性质 of the applicant or payee.
    Hukou,
    /// 办理结果.
    Outcome,
    /// 不予同意的原因, the policy's own word.
    Why,
}

impl Field {
    /// All fields, in the order of the drop-downs.
    pub const ALL: &[Self] = &[
        Self::County,
        Self::Township,
        Self::Programme,
        Self::Month,
        Self::Sex,
        Self::Age,
        Self::Hukou,
        Self::Outcome,
        Self::Why,
    ];

    /// As an address writes it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Township => "township",
            Self::Programme => "programme",
            Self::Month => "month",
            Self::Sex => "sex",
            Self::Age => "age",
            Self::Hukou => "hukou",
            Self::Outcome => "outcome",
            Self::Why => "why",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::County => "县（区）、园区",
            Self::Township => "乡镇（街道）",
            Self::Programme => "救助项目",
            Self::Month => "月份",
            Self::Sex => "申请人（领款人）性别",
            Self::Age => "申请人（领款人）年龄段",
            Self::Hukou => "申请人（领款人）户口性质",
            Self::Outcome => "办理结果",
            Self::Why => "不予同意的原因",
        }
    }

    /// Whether a measure can be told apart by it: only applications have a result.
    #[must_use]
    pub fn fits(self, measure: Measure) -> bool {
        !matches!(self, Self::Outcome | Self::Why) || measure == Measure::Cases
    }

    /// A stored value as people read it.
    #[must_use]
    pub fn words(self, house: &House, key: &str) -> String {
        match (self, key) {
            (Self::County, code) => registry::actions::county_name(house, code),
            (Self::Township, code) => {
                let county = code.get(..6).unwrap_or_default().to_owned();
                let place = Place { county, township: code.to_owned(), village: String::new() };
                registry::actions::place_name(house, &place)
            }
            (Self::Programme, id) => house.procedures.of(id).map_or_else(|| id.to_owned(), |known| known.title.clone()),
            (Self::Month, text) => Month::parse(text).map_or_else(|_| text.to_owned(), Month::chinese),
            (Self::Sex, code) => Sex::from_code(code).map_or("未知", Sex::chinese).to_owned(),
            (Self::Hukou, code) => code.parse().map_or("未知", Hukou::chinese).to_owned(),
            (Self::Why, "") => "没有记录".to_owned(),
            (Self::Why, "符合") => "政策测算符合，由审批人决定".to_owned(),
            (Self::Age | Self::Outcome | Self::Why, text) => text.to_owned(),
        }
    }
}

impl std::str::FromStr for Field {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|field| field.code() == text).ok_or(())
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 申请件数: accepted in the period.
    Cases,
    /// 在发待遇数: in force in the last month, or in each month where months are told apart.
    Awards,
    /// 保障人数 of those awards.
    Persons,
    /// 到账金额 of the period.
    Yuan,
}

impl Measure {
    /// All measures.
    pub const ALL: &[Self] = &[Self::Cases, Self::Awards, Self::Persons, Self::Yuan];

    /// As an address writes it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Awards => "awards",
            Self::Persons => "persons",
            Self::Yuan => "yuan",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Cases => "申请（件）",
            Self::Awards => "在发待遇（份）",
            Self::Persons => "保障人数（人）",
            Self::Yuan => "到账金额（元）",
        }
    }

    /// What is counted, exactly.
    #[must_use]
    pub fn definition(self) -> &'static str {
        match self {
            Self::Cases => "申请表中，受理日期在起止月份之内的申请件数。",
            Self::Awards => "待遇表中，在那个月首发月和末发月之间的待遇份数；不分月份时取截止月份。",
            Self::Persons => "在发待遇的保障人口之和；不分月份时取截止月份。",
            Self::Yuan => "发放明细中，所属月份在起止月份之内、状态为到账的金额之和。",
        }
    }

    /// Whether it is a stock: adding up its months makes no sense.
    #[must_use]
    pub fn is_stock(self) -> bool {
        matches!(self, Self::Awards | Self::Persons)
    }
}

impl std::str::FromStr for Measure {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|measure| measure.code() == text).ok_or(())
    }
}

/// A question.
#[derive(Debug, Clone)]
pub struct Question {
    /// What the rows stand for.
    pub rows: Field,
    /// What the columns stand for.
    pub columns: Field,
    /// What is counted.
    pub measure: Measure,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// One programme only, or all.
    pub programme: String,
}

/// Months a question may span.
const MOST_MONTHS: i64 = 24;

impl Question {
    /// Reads a question; what is not asked takes its usual value.
    ///
    /// # Errors
    /// A refusal on the field that is wrong.
    pub fn read(get: impl Fn(&str) -> String, today: Day) -> Result<Self, Refusal> {
        let wrong = |field: &str, sentence: String| Refusal::bad_input("reports.pivot", sentence).on_field(field);
        let field = |name: &str, usual: Field| {
            let text = get(name);
            if text.is_empty() {
                return Ok(usual);
            }
            text.parse().map_err(|()| wrong(name, format!("没有“{text}”这个字段，请从下拉表里选。")))
        };
        let text = get("measure");
        let measure = if text.is_empty() {
            Measure::Cases
        } else {
            text.parse().map_err(|()| wrong("measure", format!("没有“{text}”这个数，请从下拉表里选。")))?
        };
        let (rows, columns) = (field("rows", Field::County)?, field("columns", Field::Programme)?);
        if rows == columns {
            return Err(wrong("columns", "行和列要选不同的字段。".to_owned()));
        }
        for (name, chosen) in [("rows", rows), ("columns", columns)] {
            if !chosen.fits(measure) {
                let sentence = format!("“{}”只能和申请件数一起看。", chosen.chinese());
                return Err(wrong(name, sentence));
            }
        }
        let month = |name: &str, usual: Month| {
            let text = get(name);
            if text.is_empty() {
                return Ok(usual);
            }
            Month::parse(&text).map_err(|problem| Refusal::from(problem).on_field(name))
        };
        let now = today.month_of();
        let first = Month::new(now.year(), 1).unwrap_or(now);
        let (from, to) = (month("from", first)?, month("to", now)?);
        if from > to || from.months_until(to) >= MOST_MONTHS {
            return Err(wrong("to", format!("截止月份不能早于起始月份，一次最多看{MOST_MONTHS}个月。")));
        }
        Ok(Self { rows, columns, measure, from, to, programme: get("programme") })
    }

    /// The months told apart, or the last one.
    #[must_use]
    pub fn months(&self) -> Vec<Month> {
        if ![self.rows, self.columns].contains(&Field::Month) {
            return vec![self.to];
        }
        let mut months = vec![self.from];
        while let Some(last) = months.last().copied().filter(|last| *last < self.to) {
            months.push(last.next());
        }
        months
    }
}

/// A counted table: keys, cells and margins, with how many households each holds.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// Keys of the rows, in order.
    pub rows: Vec<String>,
    /// Keys of the columns, in order.
    pub columns: Vec<String>,
    /// Cells by row and column.
    pub cells: Vec<Vec<protect::Cell>>,
    /// Totals of the rows; none where they make no sense.
    pub row_totals: Option<Vec<protect::Cell>>,
    /// Totals of the columns.
    pub column_totals: Option<Vec<protect::Cell>>,
    /// The total.
    pub total: Option<protect::Cell>,
}
