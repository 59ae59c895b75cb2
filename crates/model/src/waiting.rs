//! Programs that wait for a person or never end.

use stopgate_expressions::pattern;
use stopgate_source::Pattern;

/// Programs that take over the terminal.
const FULL_SCREEN: &[&str] = &[
    "vim", "vi", "nvim", "nano", "emacs", "less", "more", "top", "htop", "btop", "man", "tmux",
    "screen", "mc", "passwd", "visudo", "lazygit", "k9s", "tig", "fzf", "info", "pico", "ed",
    "irb", "iex",
];
/// Programs that ask line by line unless they are given something to do.
const PROMPTS: &[&str] = &[
    "python",
    "python3",
    "node",
    "ghci",
    "sqlite3",
    "psql",
    "mysql",
    "mongosh",
    "redis-cli",
    "bash",
    "sh",
    "zsh",
    "fish",
    "R",
    "scala",
    "jshell",
    "lua",
    "bc",
    "ftp",
    "sftp",
    "telnet",
    "deno",
    "bun",
    "erl",
    "julia",
    "ipython",
    "duckdb",
    "snowsql",
    "clickhouse-client",
    "cat",
    "read",
];
/// Programs that run until somebody stops them.
const ENDLESS: &[&str] = &[
    "watch",
    "nodemon",
    "yes",
    "webpack-dev-server",
    "live-server",
    "ngrok",
    "uvicorn",
    "gunicorn",
    "nohup",
    "entr",
];

static ENDLESS_USE: [Pattern; 12] = [
    pattern!(r"(?:^|\s)--watch(?:All)?(?:\s|=|$)"),
    pattern!(
        r"\b(?:npm|pnpm|yarn|bun|deno)\s+(?:run\s+|task\s+)?(?:dev|start|serve|watch|preview|storybook)(?::\S+)?(?:\s|$)"
    ),
    pattern!(r"\btail\s+(?:\S+\s+)*(?:-[a-zA-Z]*[fF]|--follow)\b"),
    pattern!(r"\b(?:logs|journalctl)\b.*\s(?:-[a-zA-Z]*f|--follow)\b"),
    pattern!(r"\bsleep\s+(?:infinity|inf)\b"),
    pattern!(r"\b(?:http\.server|runserver|port-forward|serve|proxy)(?:\s|$)"),
    pattern!(r"\bdocker(?:-compose|\s+compose)\s+(?:\S+\s+)*up\b(?:$|\s+(?:--build|\w+))*\s*$"),
    pattern!(r"\b(?:cargo|gulp|mix|bazel|just|make|tsc|jest|vitest)\s+watch\b"),
    pattern!(
        r"\b(?:flask|rails|jekyll|hugo|mkdocs|mdbook|vite|next|nuxt|astro)\s+(?:run|server|serve|s|dev)\b"
    ),
    pattern!(r"^vite\s*$|^vitest\s*$"),
    pattern!(r"\bwhile\s+(?:true|:)|\buntil\s+false\b|\bfor\s*\(\(\s*;\s*;\s*\)\)"),
    pattern!(r"\b(?:tcpdump|inotifywait\s+-m|fswatch)\b|\bkubectl\s+get\s(?:.*\s)?-w\b"),
];

static ASKING_USE: [Pattern; 11] = [
    pattern!(
        r"\bgit\s+(?:rebase\s+(?:\S+\s+)*(?:-i|--interactive)|add\s+(?:-p|-i|--patch|--interactive)|mergetool|difftool)\b"
    ),
    pattern!(r"\bgit\s+commit(?:\s+(?:-a|--amend|-v|-s|--verbose))*\s*$"),
    pattern!(
        r"\b(?:docker|podman)\s+(?:run|exec)\s(?:.*\s)?(?:-[a-z]*t[a-z]*\b|--tty|--interactive)"
    ),
    pattern!(r"\bkubectl\s+exec\s(?:.*\s)?-(?:it|ti|i|t)\b"),
    pattern!(r"(?:^|\s)--interactive(?:\s|$)"),
    pattern!(r"\b(?:python3?|node|ipython|php|irb)\s+(?:\S+\s+)*-[a-z]*i\b"),
    pattern!(
        r"\b(?:gh|gcloud|aws|az|heroku|npm|docker|vercel|wrangler)\s+(?:auth\s+)?(?:login|configure|adduser)\b"
    ),
    pattern!(r"\b(?:npm|yarn|pnpm)\s+init\s*$"),
    pattern!(
        r"\b(?:kubectl|systemctl)\s+edit\b|\bcrontab\s(?:.*\s)?-e\b|\b(?:docker|podman|kubectl)\s+attach\b"
    ),
    pattern!(r"\bread\s+(?:-[a-z]+\s+)*(?:'[^']*'\s+|\S+\s*)*$"),
    pattern!(r"\bselect\s+\w+\s+in\b"),
];

/// Why a command would wait for a person at a terminal, or never end; none where it would not.
pub fn why_it_waits(text: &str) -> Option<String> {
    let code = without_quoted(text);
    if runs_behind(&code) {
        return Some("it leaves a process in the background".to_owned());
    }
    if ENDLESS_USE.iter().any(|endless| endless.is_match(&code)) {
        return Some("it never ends by itself".to_owned());
    }
    if ASKING_USE.iter().any(|asking| asking.is_match(&code)) {
        return Some("it waits for somebody at a terminal".to_owned());
    }
    let statements = code.split(['\n', ';', '|', '&']);
    statements
        .enumerate()
        .find_map(|(index, statement)| by_program(statement, index > 0))
}

fn by_program(statement: &str, piped: bool) -> Option<String> {
    let mut words = statement.split_whitespace().skip_while(|word| {
        word.contains('=') && !word.starts_with('-')
            || matches!(*word, "sudo" | "env" | "time" | "exec" | "do" | "then")
    });
    let program = words.next()?;
    let program = program.rsplit('/').next().unwrap_or(program);
    let arguments: Vec<&str> = words.collect();
    let given = |arguments: &[&str]| {
        !arguments.is_empty()
            && !arguments
                .iter()
                .all(|word| matches!(*word, "-i" | "-q" | "-l" | "--login"))
    };
    if FULL_SCREEN.contains(&program) {
        return Some(format!("`{program}` waits for somebody at a terminal"));
    }
    if program == "coproc" {
        return Some("it leaves a process in the background".to_owned());
    }
    let lacks = |flags: &[&str]| {
        let flags = |word: &&str| flags.iter().any(|flag| word.starts_with(flag));
        !arguments.iter().any(flags)
    };
    if matches!(program, "gdb" | "lldb") && lacks(&["-batch", "--batch", "--version"]) {
        return Some(format!("`{program}` waits for somebody at a terminal"));
    }
    if ENDLESS.contains(&program) || program == "ping" && lacks(&["-c", "--count", "-w", "-V"]) {
        return Some(format!("`{program}` never ends by itself"));
    }
    if program == "ssh"
        && arguments
            .iter()
            .filter(|word| !word.starts_with('-'))
            .count()
            < 2
    {
        return Some("`ssh` without a command waits for somebody at a terminal".to_owned());
    }
    let prompts = PROMPTS.contains(&program) && !piped && !given(&arguments);
    let database = matches!(
        program,
        "psql" | "mysql" | "mongosh" | "sqlite3" | "redis-cli"
    ) && !piped
        && asks_for_sql(program, &arguments);
    (prompts || database)
        .then(|| format!("`{program}` without anything to do waits for somebody at a terminal"))
}

/// A database shell with a target and nothing to do there.
fn asks_for_sql(program: &str, arguments: &[&str]) -> bool {
    let acts = |word: &str| {
        let flag = word
            .strip_prefix('-')
            .map(|flag| flag.trim_start_matches('-'));
        let does = flag.is_some_and(|flag| flag.starts_with(['c', 'f', 'e', 'l', 'V', 'v']));
        does || word.starts_with('<')
    };
    let words = arguments
        .iter()
        .filter(|word| !word.starts_with('-'))
        .count();
    match program {
        "psql" | "mysql" | "mongosh" => !arguments.iter().any(|word| acts(word)),
        "sqlite3" => words < 2 && !arguments.iter().any(|word| acts(word)),
        _ => arguments.is_empty(),
    }
}

/// A single `&` at the end of a statement.
fn runs_behind(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(at + 1);
        *byte == b'&'
            && !matches!(before, Some(b'&' | b'>' | b'<' | b'\\' | b'|'))
            && !matches!(after, Some(b'&' | b'>' | b'1' | b'2'))
    })
}

/// The command with a blank-free stand-in for each quoted text.
fn without_quoted(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '\\') => {
                code.push('_');
                chars.next();
            }
            (None, '\'' | '"') => {
                quote = Some(c);
                code.push('_');
            }
            (Some('"'), '\\') => drop(chars.next()),
            (Some(open), _) if open == c => quote = None,
            (None, _) => code.push(c),
            (Some(_), _) => {}
        }
    }
    code
}
