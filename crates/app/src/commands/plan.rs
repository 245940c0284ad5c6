//! `doudi plan check`: for whoever writes the plan of a year.

use anyhow::bail;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use workplan::Plan;

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 检查一个年度计划文件夹：能否载入，哪一行该怎么写
    Check {
        /// 文件夹（例如 plans/2017）；不写就检查程序自带的计划
        path: Option<PathBuf>,
    },
}

/// Runs the command.
///
/// # Errors
/// What does not load, each with its file, line and what to write instead.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let What::Check { path } = &options.what;
    let loaded = match path {
        Some(folder) => Plan::load_dir(folder).map(|plan| vec![plan]),
        None => Plan::embedded(),
    };
    match loaded {
        Ok(plans) => plans.iter().for_each(describe),
        Err(mistakes) => {
            let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            bail!("有{}处不对：\n{}", lines.len(), lines.join("\n"));
        }
    }
    Ok(())
}

fn describe(plan: &Plan) {
    let count = |of: fn(&workplan::Item) -> usize| plan.items.iter().map(of).sum::<usize>();
    println!(
        "{}：载入。事项 {} 个，措施 {} 条，指标 {} 个，任务 {} 项，周期责任 {} 项，收文单位 {} 个。",
        plan.title,
        plan.items.len(),
        count(|item| item.measures.len()),
        count(|item| item.indicators().count()),
        count(|item| item.tasks().count()),
        count(|item| item.duties().count()),
        plan.addressees.len()
    );
}
