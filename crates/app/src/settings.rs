//! Settings by file, environment and flags; a wrong one refuses to start and names the line.

use access::Settings;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The settings file (`doudi.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    /// Where the data are: `sqlite:PATH` or `postgres://…`.
    pub database: Option<String>,
    /// Address to listen on.
    pub listen: Option<String>,
    /// The file of the master key.
    pub keys: Option<PathBuf>,
    /// The folder of policies, where not those of the program are meant.
    pub policies: Option<PathBuf>,
    /// Folders with fonts.
    pub fonts: Vec<PathBuf>,
    /// 动态口令.
    pub second_factor: bool,
    /// Idle minutes after which a session ends.
    pub idle_minutes: i64,
    /// Whether cookies travel only over encrypted connections.
    pub secure_cookies: bool,
    /// The bureau's name.
    pub bureau: String,
    /// The telephone printed on letters.
    pub phone: String,
    /// The folder that takes what goes out as text message or e-mail.
    pub outgoing: Option<PathBuf>,
}

impl Default for File {
    fn default() -> Self {
        let settings = Settings::default();
        Self {
            database: None,
            listen: None,
            keys: None,
            policies: None,
            fonts: Vec::new(),
            second_factor: settings.second_factor,
            idle_minutes: settings.idle_minutes,
            secure_cookies: settings.secure_cookies,
            bureau: settings.bureau,
            phone: settings.phone,
            outgoing: None,
        }
    }
}

/// Minutes a session may be idle at most.
const LONGEST_IDLE: i64 = 480;

impl File {
    /// Reads a file; without one, the defaults.
    ///
    /// # Errors
    /// A Chinese sentence with the place of the mistake.
    pub fn read(path: Option<&Path>) -> Result<Self, String> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path)
            .map_err(|e| format!("设置文件 {} 读不了：{e}。请核对路径和权限。", path.display()))?;
        let file: Self = toml::from_str(&text).map_err(|e| {
            let line = e.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            format!("设置文件 {} 第 {line} 行有错：{}。请改好再启动。", path.display(), e.message())
        })?;
        file.check(path, &text)?;
        Ok(file)
    }

    fn check(&self, path: &Path, text: &str) -> Result<(), String> {
        let line_of =
            |key: &str| text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
        let fail =
            |key: &str, why: &str| Err(format!("设置文件 {} 第 {} 行 {key}：{why}", path.display(), line_of(key)));
        if !(1..=LONGEST_IDLE).contains(&self.idle_minutes) {
            return fail("idle_minutes", &format!("应在 1 到 {LONGEST_IDLE} 分钟之间。"));
        }
        if self.bureau.trim().is_empty() {
            return fail("bureau", "不能为空，它印在文书上。");
        }
        if let Some(listen) = &self.listen
            && listen.parse::<std::net::SocketAddr>().is_err()
        {
            return fail("listen", "应写成 地址:端口，例如 127.0.0.1:8080。");
        }
        Ok(())
    }

    /// The switches of the house.
    #[must_use]
    pub fn switches(&self, demo: bool) -> Settings {
        Settings {
            second_factor: self.second_factor && !demo,
            idle_minutes: if demo { LONGEST_IDLE } else { self.idle_minutes },
            demo,
            secure_cookies: self.secure_cookies,
            bureau: self.bureau.clone(),
            phone: self.phone.clone(),
            outgoing: self.outgoing.clone(),
            ..Settings::default()
        }
    }
}
