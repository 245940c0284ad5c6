//! Runs case files against a policy folder as it stands on disk, so that a changed policy needs no build:
//! `cargo run -p worked-cases --example run -- policies FILE…`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use rules::Library;

fn main() -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else {
        writeln!(out, "请写政策文件夹和样例文件，例如：run policies policies/dibao/cases/household.json")?;
        return Ok(ExitCode::FAILURE);
    };
    let library = match Library::load_dir(Path::new(&folder)) {
        Ok(library) => library,
        Err(errors) => {
            for error in errors {
                writeln!(out, "{error}")?;
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    let mut failed = 0;
    for file in arguments {
        let text = std::fs::read_to_string(&file)?;
        writeln!(out, "{file}")?;
        failed += worked_cases::run(&text, &library, false, &mut out)?.failed;
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
