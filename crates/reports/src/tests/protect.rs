//! A reader who knows everything that is shown tries every table that could be behind it: no small cell may come out.

use crate::pivot::Counted;
use crate::pivot::protect::{Cell, Kind, LEAST, Protected, Shown, protect};
use proptest::prelude::*;

fn counted(values: &[Vec<i64>]) -> Counted {
    let cell = |value: i64| Cell { value, households: value };
    let columns = values.first().map_or(0, Vec::len);
    let sum = |of: &mut dyn Iterator<Item = i64>| cell(of.sum());
    Counted {
        rows: (0..values.len()).map(|row| row.to_string()).collect(),
        columns: (0..columns).map(|column| column.to_string()).collect(),
        cells: values.iter().map(|row| row.iter().map(|value| cell(*value)).collect()).collect(),
        row_totals: Some(values.iter().map(|row| sum(&mut row.iter().copied())).collect()),
        column_totals: Some((0..columns).map(|at| sum(&mut values.iter().map(|row| row[at]))).collect()),
        total: Some(sum(&mut values.iter().flatten().copied())),
    }
}

/// Whether a number is what is shown.
fn fits(shown: Shown, value: i64) -> bool {
    match shown {
        Shown::Value(known) => known == value,
        Shown::Few => (1..LEAST).contains(&value),
        Shown::Hidden => value >= LEAST,
        Shown::Nothing => true,
    }
}

/// Every table of small numbers that would be shown the same; what each cell can be in them.
fn possible(of: &Protected, most: i64) -> Vec<Vec<std::collections::BTreeSet<i64>>> {
    let (rows, columns) = (of.cells.len(), of.cells[0].len());
    let shown: Vec<Shown> = of.cells.iter().flatten().copied().collect();
    let mut found = vec![vec![std::collections::BTreeSet::new(); columns]; rows];
    let mut table = vec![0; rows * columns];
    fill(of, &shown, &mut table, 0, most, &mut found);
    found
}

fn fill(
    of: &Protected,
    shown: &[Shown],
    table: &mut Vec<i64>,
    at: usize,
    most: i64,
    found: &mut Vec<Vec<std::collections::BTreeSet<i64>>>,
) {
    let columns = of.cells[0].len();
    if at.is_multiple_of(columns) && at > 0 {
        let row = at / columns - 1;
        if !fits(of.row_totals[row], table[row * columns..at].iter().sum()) {
            return;
        }
    }
    if at == table.len() {
        let down = |column: usize| table.iter().skip(column).step_by(columns).sum::<i64>();
        if (0..columns).all(|column| fits(of.column_totals[column], down(column))) && fits(of.total, table.iter().sum())
        {
            for (index, value) in table.iter().enumerate() {
                found[index / columns][index % columns].insert(*value);
            }
        }
        return;
    }
    for value in (0..=most).filter(|value| fits(shown[at], *value)) {
        table[at] = value;
        fill(of, shown, table, at + 1, most, found);
    }
}

fn check(values: &[Vec<i64>]) {
    let of = protect(&counted(values), Kind::Count).expect("a table with totals can be protected");
    let most = values.iter().flatten().max().copied().unwrap_or(0) + 3;
    let possible = possible(&of, most);
    for (row, cells) in values.iter().enumerate() {
        for (column, value) in cells.iter().enumerate() {
            assert!(fits(of.cells[row][column], *value), "{values:?} is shown wrong: {of:?}");
            if (1..LEAST).contains(value) {
                let could_be = &possible[row][column];
                assert_eq!(of.cells[row][column], Shown::Few);
                assert!(could_be.len() > 1, "{value} at {row},{column} of {values:?} can only be {could_be:?}: {of:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_small_cell_can_be_computed_from_what_is_shown(values in prop::collection::vec(prop::collection::vec(0_i64..9, 3), 2)) {
        check(&values);
    }

    #[test]
    fn nor_where_most_is_large(values in prop::collection::vec(prop::collection::vec(prop_oneof![Just(0_i64), Just(2), 5_i64..9], 2), 3)) {
        check(&values);
    }
}

#[test]
fn one_small_cell_takes_others_with_it() {
    let values = vec![vec![3, 20, 30], vec![40, 50, 60], vec![70, 80, 9]];
    let of = protect(&counted(&values), Kind::Count).unwrap();
    assert_eq!(of.cells[0][0], Shown::Few);
    let hidden = of.cells.iter().flatten().filter(|shown| **shown == Shown::Hidden).count();
    assert_eq!(hidden, 3, "one in its row, one in its column, and the one where they meet: {of:?}");
    assert_eq!(of.total, Shown::Value(362), "totals stay where cells can help");
    check(&[vec![3, 20], vec![40, 50]]);
}

#[test]
fn a_table_without_small_cells_is_shown_whole() {
    let of = protect(&counted(&[vec![5, 0], vec![0, 700]]), Kind::Count).unwrap();
    assert_eq!(of.cells, [[Shown::Value(5), Shown::Value(0)], [Shown::Value(0), Shown::Value(700)]]);
    assert_eq!((of.row_totals[0], of.total), (Shown::Value(5), Shown::Value(705)));
}

#[test]
fn a_single_household_with_many_things_or_much_money_is_held_back_too() {
    let mut table = counted(&[vec![6, 30], vec![40, 50]]);
    table.cells[0][0].households = 1;
    let of = protect(&table, Kind::Count).unwrap();
    assert_eq!(of.cells[0][0], Shown::Hidden);
    assert!(of.cells[0][1] == Shown::Hidden && of.cells[1][0] == Shown::Hidden && of.cells[1][1] == Shown::Hidden);
    let mut table = counted(&[vec![120_000, 3_000_000], vec![4_000_000, 5_000_000]]);
    table.cells[0][0].households = 2;
    let of = protect(&table, Kind::Money).unwrap();
    assert!(of.cells.iter().flatten().all(|shown| *shown == Shown::Hidden), "{of:?}");
    assert_eq!(of.total, Shown::Value(12_120_000));
}

#[test]
fn a_row_of_one_household_hides_its_total_too() {
    let of = protect(&counted(&[vec![1, 0], vec![40, 50]]), Kind::Count).unwrap();
    assert_eq!((of.cells[0][0], of.row_totals[0]), (Shown::Few, Shown::Few));
    assert_eq!(of.cells[0][1], Shown::Value(0));
    check(&[vec![1, 0], vec![40, 50]]);
    check(&[vec![4, 1], vec![0, 0]]);
}

#[test]
fn a_big_table_is_protected_in_time() {
    let values: Vec<Vec<i64>> =
        (0..130).map(|row| (0..12).map(|column| (row * 7 + column * 13) % 17).collect()).collect();
    let of = protect(&counted(&values), Kind::Count).unwrap();
    for (cells, values) in of.cells.iter().zip(&values) {
        assert!(cells.iter().zip(values).all(|(shown, value)| (1..LEAST).contains(value) == (*shown == Shown::Few)));
    }
}
