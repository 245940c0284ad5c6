//! 计数、求和、最大、最小、存在、全部 over the rows of each household, or of each outer row.

use super::super::frame::{Frame, at};
use super::super::op::{KNOWN, OPEN, Reg, Space, TROUBLE};
use super::choice::joined;
use super::{States, at_state};
use crate::number::Exact;

impl Frame<'_> {
    /// Where the cells of each fold begin, and the end.
    fn bounds(&self, over: Space) -> &[u32] {
        match over {
            Space::Households => &[],
            Space::List(group) => &self.offsets[group],
            Space::Pairs { outer, inner } => self.pairs_of(outer, inner).map_or(&[], |pairs| &pairs.offsets),
        }
    }

    /// 未知 where the list as a whole is.
    fn unknown_lists(&self, over: Space) -> States {
        let (group, outer) = match over {
            Space::Households => return None,
            Space::List(group) => (group, None),
            Space::Pairs { outer, inner } => (inner, Some(outer)),
        };
        let unknown = self.population.groups[group].unknown.as_ref()?;
        let unknown = &unknown[self.households.clone()];
        if !unknown.contains(&true) {
            return None;
        }
        let state = |unknown: &bool| if *unknown { OPEN } else { KNOWN };
        Some(match outer {
            None => unknown.iter().map(state).collect(),
            Some(outer) => self.owners[outer].iter().map(|owner| state(&unknown[at(*owner)])).collect(),
        })
    }

    /// Calls `fold` for the rows of each fold; lists that are unknown stay open.
    fn folds(&self, over: Space, mut fold: impl FnMut(std::ops::Range<usize>) -> u8) -> States {
        let unknown = self.unknown_lists(over);
        let bounds = self.bounds(over);
        let states: Vec<u8> = bounds
            .windows(2)
            .enumerate()
            .map(|(index, pair)| fold(at(pair[0])..at(pair[1])).max(at_state(unknown.as_deref(), index)))
            .collect();
        Some(states).filter(|states| states.iter().any(|state| *state != KNOWN))
    }

    /// Whether a row takes part, with its state.
    pub(super) fn taken(&self, filter: Option<Reg>, row: usize) -> (u8, u8) {
        filter.map_or((1, KNOWN), |filter| (self.bool(filter)[row], at_state(self.state(filter), row)))
    }

    fn plain(&self, filter: Option<Reg>, body: Reg) -> bool {
        self.state(body).is_none() && filter.is_none_or(|filter| self.state(filter).is_none())
    }

    pub(super) fn sum(&mut self, reg: Reg, over: Space, filter: Option<Reg>, body: Reg, checked: bool) {
        if checked || !self.plain(filter, body) {
            return self.sum_slowly(reg, over, filter, body);
        }
        // A sum is a difference of running totals, whatever the lengths of the lists are.
        let mut totals = std::mem::take(&mut self.totals);
        totals.clear();
        totals.push(0);
        let mut total = 0_i64;
        let mut add = |cell: i64| {
            total = total.wrapping_add(cell);
            total
        };
        match filter {
            None => totals.extend(self.number(body).iter().map(|cell| add(*cell))),
            Some(filter) => {
                let cells = self.number(body).iter().zip(self.bool(filter));
                totals.extend(cells.map(|(cell, taken)| add(cell & i64::from(*taken).wrapping_neg())));
            }
        }
        self.totals = totals;
        self.differences(reg, over);
    }

    fn differences(&mut self, reg: Reg, over: Space) {
        self.numbers_into(reg, |frame, out| {
            let totals = &frame.totals;
            let bounds = frame.bounds(over).windows(2);
            out.extend(bounds.map(|pair| totals[at(pair[1])].wrapping_sub(totals[at(pair[0])])));
            frame.unknown_lists(over)
        });
    }

    fn sum_slowly(&mut self, reg: Reg, over: Space, filter: Option<Reg>, body: Reg) {
        self.numbers_into(reg, |frame, out| {
            let (cells, states) = (frame.number(body), frame.state(body));
            frame.folds(over, |rows| {
                let (mut sum, mut open) = (Some(0_i64), KNOWN);
                for row in rows {
                    let (taken, state) = frame.taken(filter, row);
                    let body_state = at_state(states, row);
                    if (state == KNOWN && taken == 0) || (body_state == KNOWN && cells[row] == 0) {
                        continue;
                    }
                    open = open.max(state).max(body_state);
                    if state.max(body_state) == KNOWN {
                        sum = sum.and_then(|sum| sum.checked_add(cells[row]));
                    }
                }
                out.push(sum.unwrap_or(0));
                if sum.is_none() { TROUBLE } else { open }
            })
        });
    }

    pub(super) fn sum_fraction(
        &mut self,
        reg: Reg,
        over: Space,
        filter: Option<Reg>,
        (top, bottom): (Reg, Reg),
        is_top: bool,
    ) {
        self.numbers_into(reg, |frame, out| {
            let (tops, bottoms) = (frame.number(top), frame.number(bottom));
            let (top_states, bottom_states) = (frame.state(top), frame.state(bottom));
            frame.folds(over, |rows| {
                let (mut sum, mut open) = (Some(Exact::ZERO), KNOWN);
                for row in rows {
                    let (taken, state) = frame.taken(filter, row);
                    let own = at_state(top_states, row).max(at_state(bottom_states, row));
                    if (state == KNOWN && taken == 0) || (own == KNOWN && tops[row] == 0) {
                        continue;
                    }
                    open = open.max(state).max(own);
                    let cell = Exact::ratio(i128::from(tops[row]), i128::from(bottoms[row]));
                    sum = sum.zip(cell).and_then(|(sum, cell)| sum.plus(cell));
                }
                let part = sum.map(|sum| if is_top { sum.top() } else { sum.bottom() });
                let cell = part.and_then(|part| i64::try_from(part).ok());
                out.push(cell.unwrap_or(1));
                if cell.is_none() && open == KNOWN { TROUBLE } else { open }
            })
        });
    }

    pub(super) fn count(&mut self, reg: Reg, over: Space, filter: Option<Reg>) {
        let Some(filter) = filter else {
            return self.numbers_into(reg, |frame, out| {
                out.extend(frame.bounds(over).windows(2).map(|pair| i64::from(pair[1] - pair[0])));
                frame.unknown_lists(over)
            });
        };
        if self.state(filter).is_none() {
            let mut totals = std::mem::take(&mut self.totals);
            totals.clear();
            totals.push(0);
            let mut total = 0_i64;
            totals.extend(self.bool(filter).iter().map(|taken| {
                total += i64::from(*taken);
                total
            }));
            self.totals = totals;
            return self.differences(reg, over);
        }
        self.numbers_into(reg, |frame, out| {
            frame.folds(over, |rows| {
                let (mut count, mut open) = (0, KNOWN);
                for row in rows {
                    let (taken, state) = frame.taken(Some(filter), row);
                    open = open.max(state);
                    count += i64::from(taken);
                }
                out.push(count);
                open
            })
        });
    }

    pub(super) fn best(&mut self, reg: Reg, over: Space, filter: Option<Reg>, body: Reg, largest: bool) {
        self.numbers_into(reg, |frame, out| {
            let (cells, states) = (frame.number(body), frame.state(body));
            frame.folds(over, |rows| {
                let (mut best, mut open): (Option<i64>, u8) = (None, KNOWN);
                for row in rows {
                    let (taken, state) = frame.taken(filter, row);
                    if state == KNOWN && taken == 0 {
                        continue;
                    }
                    let worst = state.max(at_state(states, row));
                    open = open.max(worst);
                    if worst == KNOWN {
                        let cell = cells[row];
                        best = Some(best.map_or(cell, |best| if largest { best.max(cell) } else { best.min(cell) }));
                    }
                }
                out.push(best.unwrap_or(0));
                if best.is_none() && open == KNOWN { TROUBLE } else { open }
            })
        });
    }

    /// 存在 = 条件 且 内容 of some row; 全部 = 非 条件 或 内容 of every row.
    pub(super) fn any_or_all(&mut self, reg: Reg, over: Space, filter: Option<Reg>, body: Reg, any: bool) {
        self.bools_into(reg, |frame, out| {
            let (cells, states) = (frame.bool(body), frame.state(body));
            frame.folds(over, |rows| {
                let mut so_far = (u8::from(!any), KNOWN);
                for row in rows {
                    let (taken, state) = frame.taken(filter, row);
                    let taken = if any { taken } else { taken ^ 1 };
                    let own = joined(!any, (taken, state), (cells[row], at_state(states, row)));
                    so_far = joined(any, so_far, own);
                }
                out.push(so_far.0);
                so_far.1
            })
        });
    }
}
