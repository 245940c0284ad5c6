//! `doudi cases FILE`.

use clap::Args;
use std::path::PathBuf;

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    /// 样例文件（JSON）
    file: PathBuf,
    /// 每行输出一个 JSON
    #[arg(long)]
    json: bool,
    /// 政策文件夹；不写就用程序自带的
    #[arg(long)]
    policies: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(&options.file)
        .map_err(|e| anyhow::anyhow!("样例文件 {} 读不了：{e}", options.file.display()))?;
    let library = match &options.policies {
        Some(folder) => rules::Library::load_dir(folder),
        None => rules::Library::embedded(),
    };
    let library = library.map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow::anyhow!(lines.join("\n"))
    })?;
    let mut out = std::io::stdout().lock();
    let summary = worked_cases::run(&text, &library, options.json, &mut out)?;
    if summary.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}
