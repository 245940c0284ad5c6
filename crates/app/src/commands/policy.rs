//! `doudi policy check|fmt|show`: for whoever writes policy files.

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use rules::{FactKind, Library, Policy, format_policy};
use std::path::{Path, PathBuf};

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 检查一个文件夹里的政策：能否载入，案例是否都对
    Check {
        /// 文件夹（例如 policies），或其中一个政策文件
        path: PathBuf,
    },
    /// 整理政策文件的缩进、空格和表格
    Fmt {
        /// 政策文件，或文件夹
        path: PathBuf,
        /// 只检查，不改文件
        #[arg(long)]
        check: bool,
    },
    /// 列出一项政策：依据、要知道的事实、规则、参数
    Show {
        /// 政策编号，例如 dibao；不写则列出全部政策
        code: Option<String>,
        /// 政策文件夹；不写则用程序自带的政策
        #[arg(long)]
        folder: Option<PathBuf>,
    },
}

/// Runs the command.
///
/// # Errors
/// What does not load or is not tidy, each with its place and what to write instead.
pub fn run(options: &Options) -> anyhow::Result<()> {
    match &options.what {
        What::Check { path } => check(path),
        What::Fmt { path, check } => fmt(path, *check),
        What::Show { code, folder } => show(code.as_deref(), folder.as_deref()),
    }
}

fn load(folder: &Path) -> anyhow::Result<Library> {
    Library::load_dir(folder).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("有{}处不对：\n{}", lines.len(), lines.join("\n"))
    })
}

/// A file is checked together with the folder it lies in, because other files fill its open terms.
fn check(path: &Path) -> anyhow::Result<()> {
    let folder = if path.is_file() { path.parent().unwrap_or(Path::new(".")) } else { path };
    let library = load(folder)?;
    for policy in library.policies() {
        println!("{}（{}）：载入，案例都对。版本 {}", policy.title(), policy.file(), &policy.version()[..12]);
    }
    if library.policies().is_empty() {
        bail!("{} 里没有政策文件（文件名以 .policy 结尾）。", folder.display());
    }
    Ok(())
}

fn fmt(path: &Path, check: bool) -> anyhow::Result<()> {
    let mut files = Vec::new();
    collect(path, 0, &mut files)?;
    files.sort();
    let mut untidy = 0;
    for file in &files {
        let shown = file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(|| format!("{shown} 读不出来"))?;
        let tidy = format_policy(&text, &shown).map_err(|error| anyhow::anyhow!("{error}"))?;
        if tidy == text {
            continue;
        }
        untidy += 1;
        if check {
            println!("{shown}：还没有整理");
        } else {
            std::fs::write(file, tidy).with_context(|| format!("{shown} 写不进去"))?;
            println!("{shown}：已整理");
        }
    }
    if check && untidy > 0 {
        bail!("有{untidy}个文件还没有整理，请运行：doudi policy fmt {}", path.display());
    }
    Ok(())
}

fn collect(path: &Path, depth: u32, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).with_context(|| format!("打不开 {}", path.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() && depth < 3 {
            collect(&path, depth + 1, files)?;
        } else if path.extension().is_some_and(|ext| ext == "policy") {
            files.push(path);
        }
    }
    Ok(())
}

fn show(code: Option<&str>, folder: Option<&Path>) -> anyhow::Result<()> {
    let library = match folder {
        Some(folder) => load(folder)?,
        None => Library::embedded().map_err(|errors| anyhow::anyhow!("自带的政策载入不了：{}", errors[0]))?,
    };
    let Some(code) = code else {
        for policy in library.policies() {
            println!("{:<20} {}（{}）", policy.id(), policy.title(), policy.level());
        }
        return Ok(());
    };
    let policy = library.policy(code).with_context(|| {
        let codes: Vec<&str> = library.policies().iter().map(Policy::id).collect();
        format!("没有编号为“{code}”的政策。有：{}。", codes.join("、"))
    })?;
    show_head(policy);
    show_facts(policy);
    show_rules(policy);
    Ok(())
}

fn show_head(policy: &Policy) {
    println!("政策 {}（{}）", policy.title(), policy.id());
    println!("级别 {}　发布 {}　文号 {}", policy.level(), policy.issuer(), policy.document());
    println!("文件 {}　版本 {}", policy.file(), policy.version());
}

fn show_facts(policy: &Policy) {
    println!("\n要知道的事实");
    for fact in policy.facts_needed() {
        let kind = match &fact.kind {
            FactKind::Number(unit) => unit.to_string(),
            FactKind::Bool => "是非".to_owned(),
            FactKind::Date => "日期".to_owned(),
            FactKind::Text => "文字".to_owned(),
            FactKind::Choice(words) => words.join("|"),
            FactKind::Reference(list) => format!("{list}的编号"),
        };
        let default = fact.default.as_ref().map_or(String::new(), |value| format!("　没填按“{value}”"));
        let source = if fact.source.is_empty() { String::new() } else { format!("　来源 {}", fact.source) };
        println!("  {}.{}　{kind}{source}{default}", fact.group, fact.name);
    }
}

fn show_rules(policy: &Policy) {
    println!("\n规则");
    let mut section = String::new();
    for rule in policy.rules() {
        if rule.section != section {
            section.clone_from(&rule.section);
            println!("  〔{section}〕");
        }
        let list = rule.group.map_or(String::new(), |group| format!("{group}."));
        let paid = if rule.paid { "　发放" } else { "" };
        println!("  {list}{}　{}{paid}　依据 {}", rule.name, rule.kind, rule.clauses.join("；"));
    }
    println!("\n参数");
    for value in policy.parameters() {
        let division = value.division.map_or(String::new(), |division| format!("（{division}）"));
        let to = value.to.map_or(String::new(), |to| format!("至{to}"));
        println!("  {}{division}　{}起{to}　{}　依据 {}", value.name, value.from, value.value, value.document);
    }
    let manual = policy.manual_clauses();
    if !manual.is_empty() {
        println!("\n由人判断的条款");
        for (name, content, clause) in manual {
            println!("  {name}：{content}（{clause}）");
        }
    }
}
