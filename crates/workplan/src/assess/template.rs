//! 考核办法: what is scored, by which rule and with how many points.

use crate::quantity::Quantity;
use kernel::Month;

/// How a criterion is scored (AS-02).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// 按比例: points × what was reached ÷ the target, at most all of them.
    Ratio {
        /// The indicator.
        indicator: String,
    },
    /// 达标: all points or none.
    Threshold {
        /// The indicator.
        indicator: String,
    },
    /// 按期: all points in time, a tenth less for every five working days late.
    Deadline {
        /// The task.
        task: String,
    },
    /// 按时上报: points × periods with a figure handed in ÷ periods due.
    Reporting {
        /// Months of a period.
        every: u32,
        /// First month.
        from: Month,
    },
    /// 评审: the unit scores itself with evidence, then somebody else does.
    Hand,
}

impl Rule {
    /// Whether it is computed and locked.
    #[must_use]
    pub fn is_computed(&self) -> bool {
        !matches!(self, Self::Hand)
    }

    /// As shown.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Ratio { .. } => "按完成比例".to_owned(),
            Self::Threshold { .. } => "达到得满分".to_owned(),
            Self::Deadline { .. } => "按期满分，每迟5个工作日扣10%".to_owned(),
            Self::Reporting { every: 1, .. } => "每月上报，按报了的月数".to_owned(),
            Self::Reporting { every, .. } => format!("每{every}个月上报，按报了的期数"),
            Self::Hand => "自评、评审".to_owned(),
        }
    }
}

/// 考核项.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// `t.villages`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Points at most.
    pub points: Quantity,
    /// How it is scored.
    pub rule: Rule,
}

/// 方面: 责任、任务、措施、成效.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    /// What it is called.
    pub name: String,
    /// Its points.
    pub points: Quantity,
    /// What it holds.
    pub criteria: Vec<Criterion>,
}

/// Which way an extra goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtraKind {
    /// 加分.
    Bonus,
    /// 扣分.
    Minus,
}

/// 加分项、扣分项: beside the hundred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// `x.innovation`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Which way it goes.
    pub kind: ExtraKind,
    /// Points at most.
    pub most: Quantity,
}

/// 考核办法.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// `year`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether parks are assessed too, or counties only.
    pub asks_parks: bool,
    /// Working days for the self-score.
    pub self_days: u32,
    /// Working days to appeal after the feedback.
    pub appeal_days: u32,
    /// Working days to put things right.
    pub rectify_days: u32,
    /// Percent of its points below which a criterion goes on the list of what must be put right.
    pub rectify_below: i64,
    /// All bonuses together at most.
    pub bonus_most: Quantity,
    /// All minuses together at most.
    pub minus_most: Quantity,
    /// Grades with the total each begins at, the best first.
    pub grades: Vec<(String, Quantity)>,
    /// Its dimensions; their points make a hundred.
    pub dimensions: Vec<Dimension>,
    /// Beside the hundred.
    pub extras: Vec<Extra>,
    /// The file it stands in, whole: a round keeps it.
    pub text: String,
}

impl Template {
    /// Every criterion, in order.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.dimensions.iter().flat_map(|dimension| &dimension.criteria)
    }

    /// Every line of a sheet: id, name, points at most, and whether it is computed.
    #[must_use]
    pub fn lines(&self) -> Vec<(&str, &str, Quantity, bool)> {
        let criteria =
            self.criteria().map(|one| (one.id.as_str(), one.name.as_str(), one.points, one.rule.is_computed()));
        criteria.chain(self.extras.iter().map(|one| (one.id.as_str(), one.name.as_str(), one.most, false))).collect()
    }

    /// Reads the templates of a text that a round kept; the plan is not asked.
    #[must_use]
    pub fn of_text(text: &str, id: &str) -> Option<Self> {
        crate::plan::templates(text).ok()?.into_iter().find(|template| template.id == id)
    }
}
