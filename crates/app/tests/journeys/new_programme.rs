//! A new programme is a folder: policy and procedure, no line of Rust. It is asked, computed, decided and paid.

use crate::decision::step;
use crate::intake::{as_pairs, household};
use std::path::{Path, PathBuf};
use testkit::{Client, World, each_database};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder can be read").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("the file is copied");
        }
    }
}

/// The shipped policies and one folder more.
fn policies() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    copy(&here.join("../../policies"), folder.path());
    copy(&here.join("tests/journeys/jiage"), &folder.path().join("jiage"));
    folder
}

/// The people of the usual household, and nothing of its money.
fn people() -> Vec<(String, String)> {
    let all = household("6000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
    let is_money = |name: &str| {
        name.starts_with("i.")
            || ["financial", "houses", "vehicle", "incomes_complete", "support_complete"].contains(&name)
    };
    all.into_iter().filter(|(name, _)| !is_money(name)).collect()
}

async fn send(clerk: &mut Client, path: &str, act: &str, more: &[(&str, &str)]) -> testkit::Page {
    let version = clerk.get(path).await.field("version");
    let people = people();
    let mut fields = as_pairs(&people);
    fields.extend_from_slice(more);
    fields.extend([("version", version.as_str()), ("act", act)]);
    clerk.post(path, &fields).await
}

#[tokio::test]
async fn a_programme_that_is_only_a_folder_is_asked_computed_decided_and_paid_once() {
    let folder = policies();
    for engine in each_database() {
        let world = World::with_policies(engine, folder.path()).await;
        let mut clerk = world.login("clerk").await;
        clerk.get("/cases/new").await.is(200).says("价格临时补贴").says("最低生活保障");
        let path = clerk.post("/cases/new", &[("programme", "jiage")]).await.location;
        // Its form asks what its policy reads, and nothing of dibao.
        let form = clerk.get(&path).await;
        form.is(200)
            .says("填好申请人就开始算")
            .says("在保情形")
            .says("冬季烧煤取暖")
            .says("另领困难补助（元）")
            .says("不填按“0”");
        for other in ["重大疾病", "存款、证券", "什么收入", "分开住的子女"] {
            assert!(!form.body.contains(other), "{other}");
        }
        // The persons' own question appears with the persons; what is missing is named.
        let some = [("f.家庭.在保情形", "低保"), ("f.成员.0.在外务工", "否"), ("f.成员.1.在外务工", "否")];
        let page = send(&mut clerk, &path, "recalc", &some).await;
        page.is(200).says("逐人要问的").says("还差：").says("冬季烧煤取暖").says("在外务工");
        let mut all = some.to_vec();
        all.extend([("f.成员.2.在外务工", "是"), ("f.家庭.冬季烧煤取暖", "是")]);
        let mut wrong = all.clone();
        wrong.push(("f.家庭.另领困难补助", "-3"));
        send(&mut clerk, &path, "submit", &wrong).await.is(422).says("另领困难补助：金额不能是负数");
        send(&mut clerk, &path, "recalc", &all).await.is(200).says("大约一次").says("55.00");
        let case = send(&mut clerk, &path, "submit", &all).await;
        case.is(303);
        let case = case.location;
        clerk.get(&case).await.is(200).says("为什么是 55.00 元").says("冬季烧煤取暖").says("拟一次发");
        let mut verifier = world.login("verifier").await;
        step(&mut verifier, &case, "verify", &[("advice", "agree"), ("opinion", "属实")]).await.is(303);
        let mut approver = world.login("approver").await;
        let yes = [("opinion", "approve"), ("not_kin", "1"), ("reason", "同意")];
        approver.get(&case).await.is(200).says("同意，一次 55.00 元");
        step(&mut approver, &case, "decision", &yes).await.is(303);
        approver.get(&format!("{case}/plain")).await.is(200).says("一次发给55元");
        assert_eq!(world.number("select count(*) from payments_awards where programme = 'jiage'").await, 1);
        // It stands in the statistics by itself; a single household is not shown as a number.
        let mut bureau = world.login("bureau").await;
        let table = "rows=programme&columns=county&from=2017-05&to=2017-06";
        for measure in ["cases", "awards"] {
            let page = bureau.get(&format!("/reports/pivot?{table}&measure={measure}")).await;
            page.is(200).says("<th scope=\"row\">价格临时补贴</th><td class=\"num\">&lt;5</td>").says("安居区");
        }
        bureau.get(&format!("/reports/pivot?{table}&programme=jiage")).await.is(200).says("价格临时补贴");
        // It is paid in the month after the decision, and in no other.
        let mut cashier = world.login("cashier").await;
        let run = |month| format!("/payments/runs/new?programme=jiage&kind=regular&month={month}");
        cashier.get(&run("2017-06")).await.is(200).says("价格临时补贴").says("55.00");
        world.on("2017-07-03");
        let mut cashier = world.login("cashier").await;
        cashier.get(&run("2017-07")).await.is(200).says("没有要发的");
        world.end().await;
    }
}
