//! The command line as a typed value. Reads arguments only: no file, no environment.

use lexopt::prelude::*;
use portalis_engine::decode::checkpoint::RoundToNearest;
use portalis_pipeline::Targets;
use std::ffi::OsString;
use std::path::PathBuf;

/// What the user asks for.
#[derive(Debug)]
pub enum Command {
    /// Print this text.
    Help(&'static str),
    /// Print the version.
    Version,
    /// `portalis translate`.
    Translate(Translate),
    /// `portalis run`.
    Run(Run),
    /// `portalis serve`.
    Serve(Serve),
    /// `portalis check`.
    Check(Check),
    /// `portalis models add`.
    AddModel(AddModel),
}

/// `portalis translate PATH... --out DIR`.
#[derive(Debug)]
pub struct Translate {
    /// Files or package folders.
    pub paths: Vec<PathBuf>,
    /// Where `NAME/` goes.
    pub out: PathBuf,
    /// What to build.
    pub targets: Targets,
    /// The gateway's base URL; in-process without it.
    pub gateway: Option<String>,
    /// Whether to print one JSON object instead of lines.
    pub json: bool,
}

/// `portalis run FILE.py [ARGS]`.
#[derive(Debug)]
pub struct Run {
    /// The program.
    pub file: PathBuf,
    /// Its `sys.argv[1:]`.
    pub args: Vec<OsString>,
}

/// `portalis serve --config FILE`.
#[derive(Debug)]
pub struct Serve {
    /// The gateway's configuration.
    pub config: PathBuf,
}

/// `portalis check REPOSITORY|CONFIG`.
#[derive(Debug)]
pub struct Check {
    /// A model repository (a folder) or a configuration file.
    pub path: PathBuf,
}

/// `portalis models add NAME CHECKPOINT_DIR`.
#[derive(Debug)]
pub struct AddModel {
    /// What the model will be called.
    pub name: String,
    /// The checkpoint's folder.
    pub checkpoint: PathBuf,
    /// The model repository.
    pub repository: PathBuf,
    /// How its weights are kept, where not as they are.
    pub quantize: Option<RoundToNearest>,
    /// Sequences at once, where the user says.
    pub max_batch: Option<u32>,
}

/// The help texts.
pub const HELP: &str = "\
Translates Python to Rust and WebAssembly.

usage: portalis COMMAND

  translate PATH... --out DIR   write a Rust crate, an executable, a .wasm
  run FILE.py [ARGS]            translate, build and run a program, as python3 would
  serve --config FILE           run the gateway
  check REPOSITORY|CONFIG       validate a model repository or a configuration file
  models add NAME CHECKPOINT    serve a Hugging Face checkpoint: write its model folder

Environment:
  PORTALIS_CACHE        where compiled runtimes and work in progress lie (default ~/.cache/portalis)
  PORTALIS_RUSTC        the Rust compiler (default: rustc on the PATH)
  PORTALIS_WASM_RUSTC   a compiler that has wasm32-wasip1, where the first one lacks it

`portalis COMMAND --help` says more. Exit codes: 0 done, 1 refused or failed, 2 usage.
";

const TRANSLATE_HELP: &str = "\
usage: portalis translate PATH... --out DIR [--target rust|native|wasm[,...]] [--gateway URL] [--json]

PATH is a Python file or a package folder. For each, writes DIR/NAME/Cargo.toml and DIR/NAME/src/...

  --out DIR        where to write
  --target LIST    rust (the default): the crate, type-checked
                   native: and the executable DIR/NAME/NAME
                   wasm: and the module DIR/NAME/NAME.wasm (wasm32-wasip1)
  --gateway URL    translate through this gateway instead of in this process
  --json           print one JSON object about the results

What cannot be translated faithfully is refused with its place and the reason, on stderr.
";

const RUN_HELP: &str = "\
usage: portalis run FILE.py [ARGS]

Translates FILE.py, builds it and runs it: same output and exit code as `python3 FILE.py ARGS`.
";

const SERVE_HELP: &str = "\
usage: portalis serve --config FILE

Runs the gateway until SIGTERM or Ctrl-C, then drains. configs/gateway.yaml documents every key.
";

const CHECK_HELP: &str = "\
usage: portalis check REPOSITORY|CONFIG

Validates a Triton model repository (a folder) or a configuration file, and prints every error.
";

const MODELS_HELP: &str = "\
usage: portalis models add NAME CHECKPOINT_DIR [--repository DIR] [--quantize int8|int4] [--max-batch N]

Writes DIR/NAME for a Hugging Face checkpoint of the Llama or Qwen2 family: config.pbtxt with comments, and the files of
the checkpoint that are needed, linked where the file system allows it and copied where not. Says what memory it will
take. A model that is there without a checkpoint, such as `translate`, gets the files and keeps its config.pbtxt.

  --repository DIR   the model repository (default triton-models)
  --quantize BITS    keep the weights in int8 or int4 (rounded to nearest, in groups of 128)
  --max-batch N      sequences at once (default 64)
";

/// Parses the words after the program's name; the error says what to write instead.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    let mut parser = lexopt::Parser::from_args(words);
    match next(&mut parser)? {
        None => Err(format!("no command given\n\n{HELP}")),
        Some(Short('h') | Long("help")) => Ok(Command::Help(HELP)),
        Some(Short('V') | Long("version")) => Ok(Command::Version),
        Some(Value(word)) => match word.to_string_lossy().as_ref() {
            "translate" => translate(&mut parser),
            "run" => run(&mut parser),
            "serve" => serve(&mut parser),
            "check" => check(&mut parser),
            "models" => models(&mut parser),
            "help" => Ok(Command::Help(HELP)),
            other => Err(format!("no command `{other}`; there are translate, run, serve, check and models")),
        },
        Some(other) => Err(unexpected(&other, "portalis --help")),
    }
}

fn translate(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let help = "portalis translate --help";
    let (mut paths, mut out, mut gateway, mut json) = (Vec::new(), None, None, false);
    let mut targets = Targets::default();
    while let Some(arg) = next(parser)? {
        match arg {
            Long("out") | Short('o') => out = Some(PathBuf::from(value(parser, "--out", "a folder")?)),
            Long("target") => targets = parse_targets(&text(parser, "--target", "rust, native or wasm")?)?,
            Long("gateway") => gateway = Some(parse_url(text(parser, "--gateway", "a URL")?)?),
            Long("json") => json = true,
            Short('h') | Long("help") => return Ok(Command::Help(TRANSLATE_HELP)),
            Value(path) => paths.push(PathBuf::from(path)),
            other => return Err(unexpected(&other, help)),
        }
    }
    if paths.is_empty() {
        return Err(format!("translate needs a PATH: a Python file or a package folder; see `{help}`"));
    }
    let out = out.ok_or_else(|| format!("translate needs --out DIR; see `{help}`"))?;
    Ok(Command::Translate(Translate { paths, out, targets, gateway, json }))
}

fn parse_targets(list: &str) -> Result<Targets, String> {
    let mut targets = Targets::default();
    for word in list.split(',') {
        match word.trim() {
            "rust" => {}
            "native" => targets.native = true,
            "wasm" => targets.wasm = true,
            other => {
                return Err(format!("no target `{other}`; --target takes rust, native and wasm, with commas between"));
            }
        }
    }
    Ok(targets)
}

fn parse_url(url: String) -> Result<String, String> {
    if url.starts_with("http://") || url.starts_with("https://") {
        return Ok(url.trim_end_matches('/').to_string());
    }
    Err(format!("--gateway takes a URL such as http://localhost:8000, not `{url}`"))
}

fn run(parser: &mut lexopt::Parser) -> Result<Command, String> {
    match next(parser)? {
        Some(Short('h') | Long("help")) => Ok(Command::Help(RUN_HELP)),
        Some(Value(file)) => {
            // All that follows is the program's, options included.
            let args = parser.raw_args().map_err(|e| e.to_string())?.collect();
            Ok(Command::Run(Run { file: file.into(), args }))
        }
        Some(other) => Err(unexpected(&other, "portalis run --help")),
        None => Err("run needs a FILE.py; see `portalis run --help`".into()),
    }
}

fn serve(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let mut config = None;
    while let Some(arg) = next(parser)? {
        match arg {
            Long("config") | Short('c') => config = Some(PathBuf::from(value(parser, "--config", "a file")?)),
            Short('h') | Long("help") => return Ok(Command::Help(SERVE_HELP)),
            other => return Err(unexpected(&other, "portalis serve --help")),
        }
    }
    let config = config.ok_or("serve needs --config FILE; configs/gateway.yaml is one to start from")?;
    Ok(Command::Serve(Serve { config }))
}

fn check(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let mut path = None;
    while let Some(arg) = next(parser)? {
        match arg {
            Short('h') | Long("help") => return Ok(Command::Help(CHECK_HELP)),
            Value(value) if path.is_none() => path = Some(PathBuf::from(value)),
            other => return Err(unexpected(&other, "portalis check --help")),
        }
    }
    let path = path.ok_or("check needs a model repository or a configuration file; see `portalis check --help`")?;
    Ok(Command::Check(Check { path }))
}

fn models(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let help = "portalis models --help";
    match next(parser)? {
        Some(Short('h') | Long("help")) => return Ok(Command::Help(MODELS_HELP)),
        Some(Value(word)) if word == "add" => {}
        Some(Value(word)) => return Err(format!("no command `models {}`; there is `models add`", word.display())),
        Some(other) => return Err(unexpected(&other, help)),
        None => return Err(format!("models needs a command: add; see `{help}`")),
    }
    let (mut words, mut quantize, mut max_batch) = (Vec::new(), None, None);
    let mut repository = PathBuf::from("triton-models");
    while let Some(arg) = next(parser)? {
        match arg {
            Long("repository") => repository = PathBuf::from(value(parser, "--repository", "a folder")?),
            Long("quantize") => {
                quantize = Some(match text(parser, "--quantize", "int8 or int4")?.as_str() {
                    "int8" => RoundToNearest::Int8,
                    "int4" => RoundToNearest::Int4,
                    other => return Err(format!("--quantize takes int8 or int4, not `{other}`")),
                });
            }
            Long("max-batch") => {
                let given = text(parser, "--max-batch", "a number")?;
                let batch = given.parse().ok().filter(|batch| (1..=1024).contains(batch));
                max_batch = Some(batch.ok_or_else(|| format!("--max-batch takes 1 to 1024, not `{given}`"))?);
            }
            Short('h') | Long("help") => return Ok(Command::Help(MODELS_HELP)),
            Value(word) if words.len() < 2 => words.push(word),
            other => return Err(unexpected(&other, help)),
        }
    }
    let Ok([name, checkpoint]) = <[OsString; 2]>::try_from(words) else {
        return Err(format!("models add needs a NAME and a CHECKPOINT_DIR; see `{help}`"));
    };
    let name = parse_name(&name)?;
    Ok(Command::AddModel(AddModel { name, checkpoint: checkpoint.into(), repository, quantize, max_batch }))
}

/// A name that is one folder's name, and that needs no quoting in config.pbtxt.
fn parse_name(name: &OsString) -> Result<String, String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    match name.to_str() {
        Some(name) if !name.is_empty() && !name.starts_with('.') && name.chars().all(plain) => Ok(name.to_string()),
        _ => Err(format!("`{}` cannot be a model's name; take letters, digits, `_`, `-` and `.`", name.display())),
    }
}

fn next<'p>(parser: &'p mut lexopt::Parser) -> Result<Option<lexopt::Arg<'p>>, String> {
    parser.next().map_err(|e| e.to_string())
}

fn value(parser: &mut lexopt::Parser, option: &str, what: &str) -> Result<OsString, String> {
    match parser.value() {
        Ok(value) if !value.is_empty() => Ok(value),
        _ => Err(format!("{option} needs {what}")),
    }
}

fn text(parser: &mut lexopt::Parser, option: &str, what: &str) -> Result<String, String> {
    value(parser, option, what)?.into_string().map_err(|bad| format!("{option} is not UTF-8: {}", bad.display()))
}

fn unexpected(arg: &lexopt::Arg<'_>, help: &str) -> String {
    let shown = match arg {
        Short(letter) => format!("option `-{letter}`"),
        Long(name) => format!("option `--{name}`"),
        Value(value) => format!("argument `{}`", value.display()),
    };
    format!("no {shown} here; see `{help}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn targets_combine() {
        let Ok(Command::Translate(t)) = parsed("translate a.py --out o --target rust,native,wasm --json") else {
            panic!("not parsed")
        };
        assert!(t.targets.native && t.targets.wasm && t.json && t.gateway.is_none());
        let Ok(Command::Translate(t)) = parsed("translate --out=o a.py b") else { panic!("not parsed") };
        assert_eq!((t.targets, t.paths.len()), (Targets::default(), 2));
    }

    #[test]
    fn a_program_keeps_its_own_options() {
        let Ok(Command::Run(run)) = parsed("run a.py --json -x -- y") else { panic!("not parsed") };
        assert_eq!(run.args, ["--json", "-x", "--", "y"]);
    }

    #[test]
    fn usage_errors_say_what_to_write() {
        for (line, said) in [
            ("", "no command"),
            ("translat", "no command `translat`"),
            ("translate --out o", "needs a PATH"),
            ("translate a.py", "needs --out"),
            ("translate a.py --out", "--out needs a folder"),
            ("translate a.py --out o --target jvm", "no target `jvm`"),
            ("translate a.py --out o --gateway localhost", "takes a URL"),
            ("translate a.py --out o --fast", "no option `--fast`"),
            ("run", "needs a FILE.py"),
            ("serve", "needs --config"),
            ("check", "needs a model repository"),
            ("check a b", "no argument `b`"),
            ("models", "needs a command"),
            ("models remove", "no command `models remove`"),
            ("models add a", "needs a NAME and a CHECKPOINT_DIR"),
            ("models add a b c", "no argument `c`"),
            ("models add ../a b", "`../a` cannot be a model's name"),
            ("models add .a b", "`.a` cannot be a model's name"),
            ("models add a b --quantize int2", "--quantize takes int8 or int4"),
            ("models add a b --max-batch 0", "--max-batch takes 1 to 1024"),
            ("--fast", "no option `--fast`"),
        ] {
            let error = parsed(line).expect_err(line);
            assert!(error.contains(said), "{line}: {error}");
        }
    }
}
