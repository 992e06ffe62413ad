//! Every kernel's time beside its floor, on the GPU of this machine. Arguments pick sections by name.

#![allow(clippy::unwrap_used, reason = "a measurement ends where something fails")]

mod ceilings;
mod codes;
mod decode;
mod prefill;
mod sample;
mod support;

use portalis_kernels::Device;

fn main() {
    let device = match Device::open(0) {
        Ok(device) => device,
        Err(error) => {
            eprintln!("nothing to measure: {error}");
            std::process::exit(i32::from(std::env::var_os("PORTALIS_REQUIRE_GPU").is_some()));
        }
    };
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| name.contains(wanted.as_str()));
    println!("{:?}", device.properties());
    let ceilings = ceilings::measure(&device);
    println!(
        "ceilings: read {:.2} TB/s, copy {:.2} TB/s, bf16 products {:.0} TFLOP/s",
        ceilings.read / 1e12,
        ceilings.copy / 1e12,
        ceilings.flops / 1e12
    );
    if is_wanted("codes") {
        codes::run(&device, &ceilings);
    }
    if is_wanted("decode") {
        decode::run(&device, &ceilings);
    }
    if is_wanted("prefill") {
        prefill::run(&device, &ceilings);
    }
    if is_wanted("sample") {
        sample::run(&device, &ceilings);
    }
}
