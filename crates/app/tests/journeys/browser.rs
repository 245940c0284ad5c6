//! A real browser: Chromium driven by its driver, with or without JavaScript.

use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use testkit::World;

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// A browser with its driver; both end when it is dropped.
pub struct Browser {
    pub client: Client,
    pub base: String,
    driver: Child,
    _profile: tempfile::TempDir,
}

/// Whether this run drives a browser (`cargo xtask test` says so).
pub fn is_wanted() -> bool {
    let wanted = std::env::var("DOUDI_TEST_BROWSER").is_ok();
    if !wanted {
        eprintln!("DOUDI_TEST_BROWSER is not set: the browser is left out (cargo xtask test sets it)");
    }
    wanted
}

/// How often and how long a test waits for a page.
const PATIENCE: u32 = 200;
const MOMENT: std::time::Duration = std::time::Duration::from_millis(50);

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

impl Browser {
    pub async fn start(world: &World, scripts: Scripts, width: u32, height: u32) -> Self {
        let base = world.listen().await;
        let port = free_port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let profile = tempfile::tempdir().expect("a profile");
        let javascript = if scripts == Scripts::On { 1 } else { 2 };
        let arguments = [
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let capabilities = json!({
            "goog:chromeOptions": {
                "args": arguments,
                "prefs": { "profile.managed_default_content_settings.javascript": javascript },
            }
        });
        let capabilities = capabilities.as_object().cloned().expect("an object");
        let address = format!("http://127.0.0.1:{port}");
        let mut client = None;
        for _ in 0..100 {
            match ClientBuilder::new(http_connector()).capabilities(capabilities.clone()).connect(&address).await {
                Ok(connected) => {
                    client = Some(connected);
                    break;
                }
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
            }
        }
        Self { client: client.expect("the browser starts"), base, driver, _profile: profile }
    }

    pub async fn open(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.expect("the page opens");
    }

    pub async fn login(&self, login: &str) {
        self.client.delete_all_cookies().await.expect("cookies");
        self.open("/access/login").await;
        self.fill("login", login).await;
        self.fill("password", sample_city::staff::PASSWORD).await;
        self.send("form.card button").await;
    }

    pub async fn fill(&self, id: &str, value: &str) {
        let field = self.client.find(Locator::Css(&format!("[id=\"{id}\"]"))).await;
        let field = field.unwrap_or_else(|error| panic!("no field {id}: {error}"));
        field.clear().await.expect("it can be cleared");
        field.send_keys(value).await.expect("it takes keys");
    }

    /// Fills the first field of a name, where ids differ by row.
    pub async fn fill_named(&self, name: &str, value: &str) {
        let field = self.client.find(Locator::Css(&format!("input[name=\"{name}\"]"))).await;
        let field = field.unwrap_or_else(|error| panic!("no field {name}: {error}"));
        field.clear().await.expect("it can be cleared");
        field.send_keys(value).await.expect("it takes keys");
    }

    pub async fn choose(&self, id: &str, value: &str) {
        let field = self.client.find(Locator::Css(&format!("select[id=\"{id}\"]"))).await;
        let field = field.unwrap_or_else(|error| panic!("no list {id}: {error}"));
        field.select_by_value(value).await.unwrap_or_else(|error| panic!("{id} has no {value}: {error}"));
    }

    pub async fn press(&self, css: &str) {
        let button = self.client.find(Locator::Css(css)).await.unwrap_or_else(|error| panic!("no {css}: {error}"));
        button.click().await.unwrap_or_else(|error| panic!("{css} cannot be pressed: {error}"));
    }

    /// Presses a button that sends a form, and waits until the next page stands in place of this one.
    pub async fn send(&self, css: &str) {
        let page = self.client.find(Locator::Css("html")).await.expect("a page");
        self.press(css).await;
        for _ in 0..PATIENCE {
            // The old page's root is gone as soon as the next page has begun.
            if page.tag_name().await.is_err() && self.client.find(Locator::Css("main")).await.is_ok() {
                return;
            }
            tokio::time::sleep(MOMENT).await;
        }
        panic!("{css} was pressed and no page came");
    }

    /// The words of the page; `None` while one page replaces another.
    async fn text(&self) -> Option<String> {
        let main = self.client.find(Locator::Css("main")).await.ok()?;
        main.text().await.ok()
    }

    pub async fn says(&self, words: &str) {
        let mut text = None;
        for _ in 0..PATIENCE {
            text = self.text().await;
            if text.as_ref().is_some_and(|text| text.contains(words)) {
                return;
            }
            tokio::time::sleep(MOMENT).await;
        }
        panic!("the page should say “{words}”: {text:?}");
    }

    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        url.path().to_owned()
    }

    pub async fn end(mut self) {
        // The browser may have ended by itself.
        let _closed = self.client.clone().close().await;
        let _killed = self.driver.kill();
        let _reaped = self.driver.wait();
    }
}

fn http_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}
