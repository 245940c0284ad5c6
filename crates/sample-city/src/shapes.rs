//! Who lives together: shapes of households with ages that fit each other.

use crate::names::Dice;
use kernel::Sex;

/// Somebody before they have a name: relation to the head, age, sex.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sketch {
    pub(crate) relation: &'static str,
    pub(crate) age: i32,
    pub(crate) sex: Sex,
    /// The row of the father or mother whose surname is borne; none for people who married in.
    pub(crate) named_after: Option<usize>,
}

/// Shapes of households (家庭结构).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// 独居老人.
    ElderAlone,
    /// 老年夫妇.
    ElderCouple,
    /// 夫妇.
    Couple,
    /// 夫妇和子女.
    Nuclear,
    /// 三代同堂.
    ThreeGenerations,
    /// 祖父母带孙子女, the parents work away (留守儿童).
    LeftBehind,
    /// 单身.
    Single,
    /// 单亲.
    OneParent,
    /// 与年老父母同住.
    WithParent,
}

/// Shapes of ordinary households in the countryside, weights in a thousand.
const RURAL: &[(u64, Shape)] = &[
    (75, Shape::ElderAlone),
    (95, Shape::ElderCouple),
    (165, Shape::Couple),
    (285, Shape::Nuclear),
    (205, Shape::ThreeGenerations),
    (55, Shape::LeftBehind),
    (45, Shape::Single),
    (35, Shape::OneParent),
    (40, Shape::WithParent),
];
/// The same in town.
const TOWN: &[(u64, Shape)] = &[
    (60, Shape::ElderAlone),
    (90, Shape::ElderCouple),
    (190, Shape::Couple),
    (400, Shape::Nuclear),
    (90, Shape::ThreeGenerations),
    (10, Shape::LeftBehind),
    (90, Shape::Single),
    (45, Shape::OneParent),
    (20, Shape::WithParent),
];
/// Shapes of households that ask for assistance.
const IN_NEED: &[(u64, Shape)] = &[
    (330, Shape::ElderAlone),
    (120, Shape::ElderCouple),
    (230, Shape::Single),
    (110, Shape::LeftBehind),
    (110, Shape::OneParent),
    (60, Shape::WithParent),
    (40, Shape::Nuclear),
];

fn pick(dice: &mut Dice, table: &[(u64, Shape)]) -> Shape {
    let total = table.iter().map(|(weight, _)| weight).sum();
    let mut at = dice.below(total);
    for (weight, shape) in table {
        match at.checked_sub(*weight) {
            Some(rest) => at = rest,
            None => return *shape,
        }
    }
    Shape::Nuclear
}

/// A whole number between two, both included.
pub(crate) fn between(dice: &mut Dice, from: i32, to: i32) -> i32 {
    let width = u64::try_from(to - from + 1).unwrap_or(1);
    from + i32::try_from(dice.below(width)).unwrap_or(0)
}

fn any_sex(dice: &mut Dice) -> Sex {
    if dice.happens(512) { Sex::Male } else { Sex::Female }
}

fn other(sex: Sex) -> Sex {
    match sex {
        Sex::Female => Sex::Male,
        Sex::Male | Sex::Unknown | Sex::Unstated => Sex::Female,
    }
}

/// Which households are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// An ordinary household in the countryside.
    Rural,
    /// An ordinary household in town.
    Town,
    /// One that asks for assistance.
    InNeed,
}

/// Draws a shape.
pub(crate) fn shape(dice: &mut Dice, sort: Sort) -> Shape {
    match sort {
        Sort::Rural => pick(dice, RURAL),
        Sort::Town => pick(dice, TOWN),
        Sort::InNeed => pick(dice, IN_NEED),
    }
}

struct Drawing<'d> {
    dice: &'d mut Dice,
    people: Vec<Sketch>,
}

impl Drawing<'_> {
    fn add(&mut self, relation: &'static str, age: i32, sex: Sex, named_after: Option<usize>) -> usize {
        self.people.push(Sketch { relation, age: age.max(0), sex, named_after });
        self.people.len() - 1
    }

    fn head(&mut self, from: i32, to: i32, men: u64) -> (i32, Sex) {
        let age = between(self.dice, from, to);
        let sex = if self.dice.happens(men) { Sex::Male } else { Sex::Female };
        self.add("本人", age, sex, None);
        (age, sex)
    }

    fn spouse(&mut self, age: i32, sex: Sex) {
        let step = between(self.dice, -1, 4);
        let age = if sex == Sex::Male { (age - step).max(21) } else { age + step };
        self.add("配偶", age, other(sex), None);
    }

    /// The row whose surname children bear: the man's.
    fn father(&self) -> usize {
        self.people.iter().take(2).position(|one| one.sex == Sex::Male).unwrap_or(0)
    }

    fn children(&mut self, relation: &'static str, parent_age: i32, oldest: i32, named_after: usize) {
        let count = 1 + usize::from(self.dice.happens(430));
        let mut age = (parent_age - between(self.dice, 22, 30)).min(oldest);
        for _ in 0..count {
            if age < 0 {
                break;
            }
            let sex = any_sex(self.dice);
            self.add(relation, age, sex, Some(named_after));
            age -= between(self.dice, 2, 7);
        }
    }

    fn three_generations(&mut self) {
        let (age, sex) = self.head(50, 68, 850);
        self.spouse(age, sex);
        let young = (age - between(self.dice, 22, 28)).max(22);
        let father = self.father();
        let is_son = self.dice.happens(800);
        let child = self.add("子女", young, if is_son { Sex::Male } else { Sex::Female }, Some(father));
        let married = young - between(self.dice, -2, 4);
        let spouse = self.add("子女配偶", married.max(21), if is_son { Sex::Female } else { Sex::Male }, None);
        self.children("孙子女", young, 22, if is_son { child } else { spouse });
        if self.dice.happens(160) && age < 64 {
            let older = age + between(self.dice, 20, 27);
            let sex = any_sex(self.dice);
            self.add("父母", older, sex, (sex == Sex::Male).then_some(0));
        }
    }

    fn left_behind(&mut self) {
        let (age, sex) = self.head(53, 72, 600);
        if self.dice.happens(650) {
            self.spouse(age, sex);
        }
        let father = self.father();
        let count = 1 + usize::from(self.dice.happens(350));
        for _ in 0..count {
            let young = between(self.dice, 1, 15).min(age - 40);
            let sex = any_sex(self.dice);
            self.add("孙子女", young, sex, Some(father));
        }
    }
}

/// Draws the people of a shape, the head first.
pub(crate) fn draw(dice: &mut Dice, shape: Shape) -> Vec<Sketch> {
    let mut drawing = Drawing { dice, people: Vec::with_capacity(6) };
    match shape {
        Shape::ElderAlone => {
            drawing.head(64, 90, 400);
        }
        Shape::ElderCouple => {
            let (age, sex) = drawing.head(62, 84, 900);
            drawing.spouse(age, sex);
        }
        Shape::Couple => {
            let (age, sex) = drawing.head(26, 63, 850);
            drawing.spouse(age, sex);
        }
        Shape::Nuclear => {
            let (age, sex) = drawing.head(25, 52, 850);
            drawing.spouse(age, sex);
            let father = drawing.father();
            drawing.children("子女", age, 24, father);
        }
        Shape::ThreeGenerations => drawing.three_generations(),
        Shape::LeftBehind => drawing.left_behind(),
        Shape::Single => {
            drawing.head(30, 62, 850);
        }
        Shape::OneParent => {
            let (age, _) = drawing.head(27, 50, 450);
            drawing.children("子女", age, 19, 0);
        }
        Shape::WithParent => {
            let (age, _) = drawing.head(38, 58, 800);
            let older = age + between(drawing.dice, 21, 30);
            let sex = any_sex(drawing.dice);
            drawing.add("父母", older, sex, (sex == Sex::Male).then_some(0));
        }
    }
    drawing.people
}
