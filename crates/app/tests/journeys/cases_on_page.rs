//! Cases run on the page: those of the file, under a proposed change, and what an officer tries.

use crate::standard::propose;
use testkit::{World, each_database};

const CASES: &str = "/policies/library/dibao/cases";

#[tokio::test]
async fn the_cases_of_a_policy_run_on_its_page_and_with_a_proposed_change() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut clerk = world.login("clerk").await;
        clerk.get("/policies/library/dibao").await.is(200).says(CASES);
        let page = clerk.get(CASES).await;
        page.is(200).says("三口之家补差").says("324.92");
        assert!(!page.body.contains(">不符<"), "{}", page.text());
        clerk.get("/policies/library/没有/cases").await.is(404);

        // One case taken and changed: what it gives stands with its account; nothing is kept.
        clerk.get(&format!("{CASES}?case=0")).await.is(200).says("案例 三口之家补差 日期 2017-05-01");
        let mine = "案例 少一块钱 沿用 三口之家补差\n  收入 谁 甲 ; 种类 其他 ; 金额 6000\n  期望 金额 325.00";
        let tried = clerk.post(CASES, &[("text", mine)]).await;
        tried.is(200).says("试算：少一块钱").says("相符").says("325.00").says("逐条看");
        let wrong = clerk.post(CASES, &[("text", "案例 错的 日期 2017-05-01\n  家庭 没有这项 1\n  期望 金额 1")]).await;
        wrong.is(200);
        assert!(wrong.body.contains(">不符<"), "{}", wrong.text());
        let broken = clerk.post(CASES, &[("text", "不是案例<script>")]).await;
        broken.is(422).says("第 1 行").says("不是案例&lt;script&gt;");
        assert!(!clerk.get(CASES).await.body.contains("少一块钱"));

        let mut bureau = world.login("bureau").await;
        let change = propose(&mut bureau, "3600", "2017-01-01").await;
        let page = bureau.get(&change).await;
        page.is(200).says("政策里的案例").says("个结果变了");
        let id = change.rsplit('/').next().unwrap_or_default();
        bureau.get(&format!("{CASES}?change={id}")).await.is(200).says("按变更后的数值计算").says("399.92");
        world.end().await;
    }
}
