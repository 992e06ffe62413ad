//! Generates the KServe v2 client and server from `inference/*.proto`, with no protoc on the machine.
use prost::Message as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=inference");
    let descriptors = protox::compile(["inference/service.proto"], ["."])?;
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set; build with cargo")?;
    // Written beside the code, because the reader of config.pbtxt walks these descriptors at run time.
    std::fs::write(Path::new(&out).join("inference.descriptors"), descriptors.encode_to_vec())?;
    // Tensor contents are `bytes::Bytes`: a decoded response shares the buffer that it arrived in.
    // Default stubs: a test double implements the calls that its test is about.
    tonic_prost_build::configure().bytes(".").generate_default_stubs(true).compile_fds(descriptors)?;
    Ok(())
}
