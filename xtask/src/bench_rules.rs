//! `cargo xtask bench rules`: the policy language beside a loop written by hand, in the same run.

use crate::{cargo, run};
use anyhow::{Result, bail};

/// Households of the city.
const CITY: u64 = 1_000_000;

/// Builds the measuring program for release and runs it: speed and differences, memory, one explanation.
pub fn bench(arguments: &[String]) -> Result<()> {
    let households = match arguments {
        [] => CITY,
        [option, count] if option == "--households" => count.parse()?,
        _ => bail!("用法：cargo xtask bench rules [--households 户数]"),
    };
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("机器此刻的负载：{}", load.split_whitespace().take(3).collect::<Vec<_>>().join(" "));
    for what in ["speed", "memory", "explain", "stored"] {
        let count = households.to_string();
        run(cargo().args(["run", "--release", "--quiet", "-p", "rules", "--example", "city", "--", what]).arg(count))?;
    }
    Ok(())
}
