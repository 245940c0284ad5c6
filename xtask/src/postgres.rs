//! A PostgreSQL server of its own in a temporary folder, run by somebody who is not root.

use crate::machine::postgres_programs;
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running server; stopped when dropped.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    user: Option<String>,
    kept: bool,
}

/// Who runs the server when we are root: initdb refuses root.
fn unprivileged() -> Result<Option<String>> {
    let out = Command::new("id").arg("-u").output().context("id")?;
    if String::from_utf8_lossy(&out.stdout).trim() != "0" {
        return Ok(None);
    }
    for user in ["postgres", "nobody"] {
        if Command::new("id").arg(user).output().is_ok_and(|out| out.status.success()) {
            return Ok(Some(user.to_owned()));
        }
    }
    bail!("以 root 运行时需要 postgres 或 nobody 用户来启动 PostgreSQL。");
}

impl Server {
    /// Makes a cluster and starts it on a free port; it goes when dropped.
    pub fn start() -> Result<Self> {
        Self::at(std::env::temp_dir().join(format!("doudi-postgres-{}", std::process::id())), false)
    }

    /// Starts the cluster of a folder on a free port; makes it when there is none, and leaves it when dropped.
    pub fn start_in(folder: &Path) -> Result<Self> {
        Self::at(folder.to_owned(), true)
    }

    fn at(folder: PathBuf, kept: bool) -> Result<Self> {
        let programs = postgres_programs().context("PostgreSQL 15 或更新版本没有装上")?;
        std::fs::create_dir_all(&folder)?;
        let folder = folder.canonicalize()?;
        if folder.join("data/postmaster.pid").exists() {
            bail!("{} 里的 PostgreSQL 还开着，请先停掉用它的那一次。", folder.display());
        }
        let user = unprivileged()?;
        if let Some(user) = &user {
            own(&folder, user)?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = Self { programs, folder, port, user, kept };
        let data = server.data();
        if !Path::new(&data).exists() {
            server.program("initdb", &["-D", &data, "-U", "doudi", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"])?;
        }
        let options = format!(
            "-c listen_addresses=127.0.0.1 -p {port} -k {} -c max_connections=300 -c shared_buffers=256MB",
            server.folder.display()
        );
        let log = server.folder.join("log").display().to_string();
        server.program("pg_ctl", &["-D", &data, "-w", "-l", &log, "-o", &options, "start"])?;
        Ok(server)
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn program(&self, name: &str, arguments: &[&str]) -> Result<()> {
        let program = self.programs.join(name);
        let mut command = match &self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(&program);
                command
            }
            None => Command::new(&program),
        };
        let status = command
            .args(arguments)
            .current_dir(&self.folder)
            .stdout(std::process::Stdio::null())
            .status()
            .with_context(|| name.to_owned())?;
        if !status.success() {
            bail!("PostgreSQL 的 {name} 没有成功。");
        }
        Ok(())
    }

    /// Where it answers on the same machine, without the network in between.
    pub fn socket_url(&self) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://doudi@{folder}:{}/postgres", self.port)
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("postgres://doudi@127.0.0.1:{}/postgres", self.port)
    }
}

fn own(folder: &Path, user: &str) -> Result<()> {
    let status = Command::new("chown").arg(user).arg(folder).status().context("chown")?;
    if !status.success() {
        bail!("chown {user} {}", folder.display());
    }
    Ok(())
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.data();
        let how = if self.kept { "fast" } else { "immediate" };
        if let Err(problem) = self.program("pg_ctl", &["-D", &data, "-m", how, "-w", "stop"]) {
            eprintln!("{problem:#}");
        }
        if self.kept {
            return;
        }
        if let Err(problem) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{}: {problem}", self.folder.display());
        }
    }
}
