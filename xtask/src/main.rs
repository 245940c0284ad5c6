//! `cargo xtask`: everything a newcomer or CI types.
//!
//! - `cargo xtask test`: installs what is missing, starts a PostgreSQL of its own, runs every test on both databases and
//!   in a browser.
//! - `cargo xtask ci`: what CI runs: format, lints, tidy, tests.
//! - `cargo xtask tidy`: the rules of the house that a program can check.
//! - `cargo xtask docs`: writes `docs/generated` anew.
//! - `cargo xtask new`: the files a new programme or action begins with.

mod bench;
mod bench_board;
mod bench_rules;
mod load;
mod machine;
mod new;
mod postgres;
mod tidy;

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

const HELP: &str = "\
用法：cargo xtask <命令>

  test    装齐缺的东西，在 SQLite、PostgreSQL 和浏览器里跑全部测试；后面可跟 cargo test 的参数只跑一部分
  ci      与持续集成相同：格式、检查、规矩、测试
  bench   在整座城市上量速度（--persons N、--sqlite、--postgres、--without-pdf、--keep 文件夹）；
          bench rules 量政策语言的速度（--households N）
  tidy    查本仓库的规矩（文件大小、依赖方向、术语、SQL 只在 store/ …）
  docs    重写 docs/generated 里的表（权限、路由、数据表、步骤和时限）
  new     新建：new programme 编号 名称；new action crate 动词 名称
";

fn main() -> Result<()> {
    let command = std::env::args().nth(1).unwrap_or_default();
    match command.as_str() {
        "test" => test(&std::env::args().skip(2).collect::<Vec<_>>()),
        "ci" => ci(),
        "bench" if std::env::args().nth(2).as_deref() == Some("rules") => {
            bench_rules::bench(&std::env::args().skip(3).collect::<Vec<_>>())
        }
        "bench" => bench::bench(&std::env::args().skip(2).collect::<Vec<_>>()),
        "tidy" => tidy::check(&root()?),
        "docs" => docs(),
        "new" => new::make(&root()?, &std::env::args().skip(2).collect::<Vec<_>>()),
        "help" | "--help" | "-h" | "" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("没有“{other}”这个命令。\n\n{HELP}"),
    }
}

/// The checkout's root.
fn root() -> Result<PathBuf> {
    let here = std::env::var("CARGO_MANIFEST_DIR").context("run through cargo")?;
    Ok(PathBuf::from(here).parent().context("the workspace")?.to_owned())
}

/// Runs a command in the root and fails when it does.
fn run(command: &mut Command) -> Result<()> {
    let shown = format!("{command:?}");
    let status = command.current_dir(root()?).status().with_context(|| format!("cannot run {shown}"))?;
    if !status.success() {
        bail!("failed: {shown}");
    }
    Ok(())
}

fn cargo() -> Command {
    Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
}

/// The test that compares the generated tables writes them instead.
fn docs() -> Result<()> {
    run(cargo()
        .args(["test", "--quiet", "-p", "app", "--test", "journeys", "--", "the_generated_tables"])
        .env("DOUDI_WRITE_DOCS", "1"))
}

fn ci() -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]))?;
    tidy::check(&root()?)?;
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))?;
    test(&[])
}

/// Runs all tests, or those that the arguments of `cargo test` choose.
fn test(chosen: &[String]) -> Result<()> {
    machine::prepare(&root()?)?;
    let server = postgres::Server::start()?;
    let everything = ["--workspace".to_owned()];
    let tested = run(cargo()
        .args(["test", "--no-fail-fast"])
        .args(if chosen.is_empty() { &everything[..] } else { chosen })
        .env("DOUDI_TEST_POSTGRES", server.url())
        .env("DOUDI_TEST_BROWSER", "1")
        .env("DOUDI_TEST_NODE_MODULES", root()?.join("xtask/browser/node_modules"))
        .env("RUST_BACKTRACE", "0"));
    drop(server);
    tested?;
    if chosen.is_empty() {
        // The money slice's own tests take one database at a time: above it was PostgreSQL, now the built-in one.
        run(cargo().args(["test", "-p", "payments"]).env_remove("DOUDI_TEST_POSTGRES").env("RUST_BACKTRACE", "0"))?;
    }
    Ok(())
}
