//! What the tests need of the machine: installed when it may be, said exactly when it may not.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program or font, and the Debian package that brings it.
struct Need {
    package: &'static str,
    is_there: fn() -> bool,
}

fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn has_font() -> bool {
    ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/share/fonts/google-noto-cjk"].iter().any(
        |folder| {
            std::fs::read_dir(folder)
                .is_ok_and(|files| files.flatten().any(|file| file.file_name().to_string_lossy().contains("CJK")))
        },
    )
}

const NEEDS: &[Need] = &[
    Need { package: "postgresql", is_there: || postgres_programs().is_some() },
    Need { package: "chromium", is_there: || has("chromium") || has("chromium-browser") },
    Need { package: "chromium-driver", is_there: || has("chromedriver") },
    Need { package: "fonts-noto-cjk", is_there: has_font },
    Need { package: "nodejs", is_there: || has("node") },
    Need { package: "npm", is_there: || has("npm") },
];

/// The folder with `initdb` and `pg_ctl` of PostgreSQL 15 or later.
pub fn postgres_programs() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_string_lossy().parse().ok()?;
            let bin = entry.path().join("bin");
            (version >= 15 && bin.join("initdb").is_file()).then_some((version, bin))
        })
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin)
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| String::from_utf8_lossy(&out.stdout).trim() == "0")
}

/// Installs what is missing, or says what to install.
pub fn prepare(root: &Path) -> Result<()> {
    let missing: Vec<&str> = NEEDS.iter().filter(|need| !(need.is_there)()).map(|need| need.package).collect();
    if !missing.is_empty() {
        let packages = missing.join(" ");
        if !(is_root() && has("apt-get")) {
            bail!(
                "测试还缺这些软件包：{packages}\n请先安装，例如：\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"
            );
        }
        println!("安装缺的软件包：{packages}");
        apt(&["update", "-qq"])?;
        let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
        arguments.extend(&missing);
        apt(&arguments)?;
    }
    browser_packages(&root.join("xtask/browser"))
}

fn apt(arguments: &[&str]) -> Result<()> {
    let status =
        Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").status().context("apt-get")?;
    if !status.success() {
        bail!("apt-get {} 没有成功，请看上面的输出。", arguments.join(" "));
    }
    Ok(())
}

/// axe-core and html-validate, at the versions of the lock file.
fn browser_packages(folder: &Path) -> Result<()> {
    let lock = std::fs::read(folder.join("package-lock.json")).context("xtask/browser/package-lock.json")?;
    let mark = folder.join("node_modules/.doudi-lock");
    if std::fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let status = Command::new("npm")
        .args(["ci", "--silent", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .status()
        .context("npm")?;
    if !status.success() {
        bail!("npm ci 没有成功：浏览器测试要的 axe-core 和 html-validate 没有装上。");
    }
    std::fs::write(mark, lock)?;
    Ok(())
}
