//! What people wrote into the forms: findings, conclusions, opinions. All made up.

use crate::homes::Home;
use crate::names::{Dice, Names};
use crate::shapes::Shape;
use kernel::Sex;

fn one_of<'w>(dice: &mut Dice, words: &[&'w str]) -> &'w str {
    let count = u64::try_from(words.len()).unwrap_or(1);
    let index = usize::try_from(dice.below(count)).unwrap_or(0);
    words.get(index).copied().unwrap_or("")
}

/// Somebody who goes along: a village official.
pub(crate) fn companion(dice: &mut Dice) -> String {
    let sex = if dice.happens(700) { Sex::Male } else { Sex::Female };
    Names::shipped().full(dice, sex, 1968)
}

/// What the two investigators saw.
pub(crate) fn findings(home: &Home, dice: &mut Dice) -> String {
    let house = one_of(
        dice,
        &[
            "土木结构房两间",
            "砖混平房三间",
            "砖木结构房三间，一间漏雨",
            "易地搬迁新房，没有装修",
            "土坯房两间，已列入改造",
        ],
    );
    let life = match home.shape {
        Shape::ElderAlone => "老人一个人住，平时由邻居照看",
        Shape::ElderCouple => "老两口一起住，子女在外务工",
        Shape::LeftBehind => "老人带孙子女，孩子父母在外地",
        Shape::OneParent => "一个人带孩子，走不开，挣不到钱",
        Shape::Single | Shape::WithParent => "身体不好，干不了重活",
        Shape::Couple | Shape::Nuclear | Shape::ThreeGenerations => "主要劳力有病，家里花费大",
    };
    let land = one_of(dice, &["种一亩多地，够自家吃", "地给了别人种", "喂两头猪、几只鸡", "种玉米和红苕，卖得不多"]);
    let seen = one_of(
        dice,
        &["家用电器只有电视和电饭锅。", "存折已看，余额与申报相符。", "邻居两户，说法一致。", "药费单据已看。"],
    );
    format!("{house}；{life}；{land}。{seen}")
}

/// What the review concluded.
pub(crate) fn conclusion(dice: &mut Dice) -> &'static str {
    one_of(dice, &["情况属实，同意上报。", "家庭困难是实情，同意。", "收入与大家知道的相符。", "属实。建议按政策办。"])
}

/// What the review concluded where the household is not poor.
pub(crate) fn doubt(dice: &mut Dice) -> &'static str {
    one_of(dice, &["家里有人长期务工，收入没有说全，请核实。", "多数人认为这家不算困难。"])
}

/// Where a notice hangs.
pub(crate) fn board(dice: &mut Dice) -> &'static str {
    one_of(dice, &["村公示栏", "村公示栏和组上", "村委会门口公示栏"])
}

/// The township's opinion.
pub(crate) fn opinion(dice: &mut Dice) -> &'static str {
    one_of(dice, &["公示无异议，建议批准。", "材料齐全，情况属实，建议批准。", "符合条件，建议纳入。"])
}

/// What the applicant must bring.
pub(crate) fn missing(dice: &mut Dice) -> &'static str {
    one_of(
        dice,
        &[
            "缺户口簿增减页复印件，到派出所户籍窗口办理。",
            "缺残疾人证复印件，到镇残联窗口复印。",
            "缺近三个月的医院诊断证明，到就诊医院医务科开具。",
            "授权书缺一名成年成员的签字，请本人到窗口签。",
        ],
    )
}

/// Why it was taken back.
pub(crate) fn why_back(dice: &mut Dice) -> &'static str {
    one_of(dice, &["子女已商定每月给生活费，自愿撤回。", "已找到工作，自愿撤回。", "全家将随子女迁到外地，自愿撤回。"])
}

/// What somebody objected.
pub(crate) fn objection(dice: &mut Dice) -> &'static str {
    one_of(dice, &["反映这家儿子在镇上有门面。", "反映这家有人在外面工地上班，没有说。"])
}
