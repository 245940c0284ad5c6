//! 权限表: role × action, as it is in force.

use crate::role::{Role, matrix};
use crate::web::{Reply, View};
use maud::html;

pub(super) async fn show(view: View) -> Reply {
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "权限表"))
        div.headline { div { h1 { "权限表" } p.lead { "谁可以做什么。地域再按任职机构划定；系统、安全、审计三员看不到任何业务数据。" } } }
        section.scroll tabindex="0" aria-label="权限表" {
            table.ledger {
                caption.vh { "角色与事项" }
                thead { tr { th scope="col" { "事项" } @for role in Role::ALL { th scope="col" { (role.chinese()) } } } }
                tbody {
                    @for rule in matrix().values() {
                        tr {
                            th scope="row" { (rule.chinese) span.t2.mono { (rule.action) } }
                            @for role in Role::ALL {
                                td { @if rule.roles.contains(role) { "可" } @else { span.mut { "—" } } }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(view.page("权限表", &content))
}
