//! An official document as a page: what the PDF says, for reading and for the browser's own print.

use letters::{Block, Grid, Official, Setting};
use maud::{Markup, html};

/// The whole document.
pub(super) fn document(of: &Official) -> Markup {
    html! {
        article.official {
            p.organ { (of.organ) "文件" }
            p.number { span { (of.number) } span { "签发人：" (of.signer) } }
            h2 { @for line in &of.title { (line) " " } }
            @if !of.to.is_empty() { p.to { (of.to) "：" } }
            @for block in &of.blocks { (one(of, block)) }
        }
    }
}

fn one(of: &Official, block: &Block) -> Markup {
    html! {
        @match block {
            Block::Heading(text) => h3 { (text) },
            Block::Subheading(text) => h4 { (text) },
            Block::Paragraph(text) => p { (text) },
            Block::Part(text) => h2.part { (text) },
            Block::Closing => p.closing { (of.organ) br; (of.on.chinese()) },
            Block::Table(grid) => (table(grid)),
        }
    }
}

/// A table; on a phone each row is a card.
pub(super) fn table(grid: &Grid) -> Markup {
    let class = |set: Setting| (set == Setting::Number).then_some("num");
    html! {
        table.ledger.stack {
            caption { (grid.caption) }
            thead { tr { @for column in &grid.columns { th class=[class(column.setting)] scope="col" { (column.title) } } } }
            tbody { @for row in &grid.rows { tr {
                @for (column, cell) in grid.columns.iter().zip(row) {
                    td class=[class(column.setting)] data-l=(column.title) { (cell) }
                }
            } } }
        }
    }
}
