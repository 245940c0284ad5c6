//! `doudi serve`.

use super::{Where, open, system_clock};
use crate::server;
use clap::Args;
use tokio::net::TcpListener;

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    place: Where,
    /// 监听地址
    #[arg(long, env = "DOUDI_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let listener = bind(&options.listen).await?;
    let house = open(&options.place, false, system_clock()).await?;
    super::verify::keep_signing(house.clone());
    crate::indicators::keep_taking(house.clone());
    crate::remind::keep_reminding(house.clone());
    policies::actions::keep_working(house.clone());
    keep_carrying(&house)?;
    println!("已启动：http://{}", listener.local_addr()?);
    let (router, _) = server::router(house);
    server::serve(listener, router).await?;
    Ok(())
}

/// Sends what goes out as text message or e-mail, where the settings name a folder for it.
pub(super) fn keep_carrying(house: &access::House) -> anyhow::Result<()> {
    let Some(folder) = &house.settings.outgoing else { return Ok(()) };
    let carrier = messages::carrier::FileCarrier::open(folder).map_err(|sentence| anyhow::anyhow!(sentence))?;
    messages::actions::keep_carrying(house.clone(), std::sync::Arc::new(carrier));
    Ok(())
}

/// Takes the address, or says who has it.
pub(super) async fn bind(listen: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(listen)
        .await
        .map_err(|e| anyhow::anyhow!("地址 {listen} 用不了：{e}。可能已有程序占用，请换一个端口（--listen）。"))
}
