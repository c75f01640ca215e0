//! Lays what a run executes side by side in the program, so that the system maps little else of it.
//!
//! `run.ld` names the functions; `.ci/release` makes it. A linker passes over names that it does not find, so that a list
//! that is out of date costs memory and nothing else.

#![allow(clippy::print_stdout, reason = "this is how cargo is told")]
#![allow(clippy::disallowed_methods, reason = "this is a program of its own")]

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=engine/layout/run.ld");
    let is = |name: &str, value: &str| var(name).is_ok_and(|own| own == value);
    let usual = is("CARGO_CFG_TARGET_ARCH", "x86_64") && is("CARGO_CFG_TARGET_OS", "linux") && is("PROFILE", "release");
    // Whoever chose a linker may have chosen one that knows no such scripts.
    let chosen =
        var("RUSTC_LINKER").is_ok() || var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("link"));
    if let Ok(folder) = var("CARGO_MANIFEST_DIR")
        && usual
        && !chosen
    {
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{folder}/engine/layout/run.ld");
    }
}
