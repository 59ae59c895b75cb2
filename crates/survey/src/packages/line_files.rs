//! Manifests that are read line by line: Go, Ruby, Elixir.

use super::{Package, Scope};

pub(super) fn each(
    text: &str,
    read: impl Fn(&str) -> Option<(String, Option<String>)>,
) -> Vec<Package> {
    let lines = text.lines().enumerate();
    let found = lines.filter_map(|(number, line)| {
        let (name, version) = read(line.trim())?;
        Some(Package::new(name, version, number + 1))
    });
    found.collect()
}

/// `github.com/stretchr/testify v1.11.1` in `require`; what others need (`// indirect`) is left out, unless it is a
/// `tool`. The major version at the end of a path is part of the version.
pub(super) fn go(text: &str) -> Vec<Package> {
    let mut block = "";
    let mut required = Vec::new();
    let mut indirect: Vec<(&str, &str)> = Vec::new();
    let mut tools = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let (word, rest) = line.split_once([' ', '(']).unwrap_or((line, ""));
        if line.ends_with('(') {
            block = word;
            continue;
        }
        if line == ")" {
            block = "";
            continue;
        }
        let (of, text) = match word {
            "require" | "tool" if block.is_empty() => (word, rest.trim()),
            _ => (block, line),
        };
        match (of, text.split_once(' ')) {
            ("require", Some((path, version))) if version.starts_with('v') => {
                let version = version.split_whitespace().next().unwrap_or(version);
                if text.contains("// indirect") {
                    indirect.push((path, version));
                    continue;
                }
                let name = without_major(path);
                required.push(Package::new(name, Some(version.to_owned()), number + 1));
            }
            ("tool", None) if !text.is_empty() => tools.push((text, number + 1)),
            _ => {}
        }
    }
    let tools = tools.into_iter().map(|(path, line)| {
        let module = indirect.iter().find(|(module, _)| path.starts_with(module));
        let version = module.map(|(_, version)| (*version).to_owned());
        let name = path.split_once("/cmd/").map_or(path, |(module, _)| module);
        Package::new(without_major(name), version, line).of(Scope::Development)
    });
    required.extend(tools);
    required
}

/// `github.com/x/y/v2` is `github.com/x/y`.
fn without_major(path: &str) -> &str {
    match path.rsplit_once("/v") {
        Some((head, major)) if major.bytes().all(|byte| byte.is_ascii_digit()) => head,
        _ => path,
    }
}

/// Groups of gems that are there for development alone.
const OF_DEVELOPMENT: [&str; 8] = [
    ":development",
    ":test",
    ":ci",
    ":lint",
    ":doc",
    ":docs",
    ":debug",
    ":profile",
];

/// `gem "rails", "~> 8.0"`, `spec.add_dependency "rack", ">= 2"`, in blocks of groups or not.
pub(super) fn ruby(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    // How deep the lines of groups stand that are open, with what they say.
    let mut groups: Vec<(usize, bool)> = Vec::new();
    for (number, whole) in text.lines().enumerate() {
        let line = whole.trim();
        let depth = whole.len() - whole.trim_start().len();
        if line.starts_with("group ") && line.contains(" do") {
            groups.push((depth, is_of_development(line)));
        } else if line == "end" && groups.last().is_some_and(|group| group.0 == depth) {
            groups.pop();
        }
        let Some((name, version)) = gem(line) else {
            continue;
        };
        let options = line.split_once("group").map_or("", |(_, options)| options);
        let is_aside = groups.iter().any(|group| group.1)
            || line.contains(".add_development_dependency")
            || is_of_development(options);
        let scope = if is_aside {
            Scope::Development
        } else {
            Scope::Program
        };
        packages.push(Package::new(name, version, number + 1).of(scope));
    }
    packages
}

/// True where all groups that a line names are of development.
fn is_of_development(line: &str) -> bool {
    let ends = |c: char| !c.is_alphanumeric() && c != '_' && c != ':';
    let symbols = line.split(ends).filter(|word| word.starts_with(':'));
    let mut symbols = symbols.filter(|word| word.len() > 1).peekable();
    symbols.peek().is_some() && symbols.all(|symbol| OF_DEVELOPMENT.contains(&symbol))
}

fn gem(line: &str) -> Option<(String, Option<String>)> {
    let is_gem = line.starts_with("gem ") || line.starts_with("gem(");
    let is_spec = line.contains(".add_dependency")
        || line.contains(".add_development_dependency")
        || line.contains(".add_runtime_dependency");
    if !is_gem && !is_spec {
        return None;
    }
    let line = line.split(" #").next()?;
    let mut quoted = line.split(['"', '\'']).skip(1).step_by(2);
    let name = quoted.next()?.to_owned();
    let is_version = |text: &&str| {
        let bare = text.trim_start_matches(['~', '>', '<', '=', ' ', '!']);
        bare.starts_with(|c: char| c.is_ascii_digit())
    };
    // Options are quoted too: `require: "svg/graph"`.
    let version = quoted.next().filter(is_version);
    Some((name, version.map(str::to_owned)))
}

/// `    rails (8.1.3.1)` in `specs:`; what it needs stands two blanks deeper.
pub(super) fn ruby_lock(text: &str) -> Vec<Package> {
    let lines = text.lines().enumerate();
    let found = lines.filter_map(|(number, line)| {
        let own = line
            .strip_prefix("    ")
            .filter(|rest| !rest.starts_with(' '))?;
        let (name, version) = own.strip_suffix(')')?.split_once(" (")?;
        let is_version = version.starts_with(|c: char| c.is_ascii_digit());
        is_version.then(|| Package::new(name, Some(version.to_owned()), number + 1))
    });
    found.collect()
}

/// `{:phoenix, "~> 1.7"}`, `{:mox, "~> 1.0", only: :test}`
pub(super) fn elixir(text: &str) -> Vec<Package> {
    let found = text.lines().enumerate().filter_map(|(number, line)| {
        let line = line.trim().trim_start_matches('[');
        let (name, rest) = line.strip_prefix("{:")?.split_once(',')?;
        // What follows is a version or an option; `{:ok, value}` is no package.
        let first = rest.split_whitespace().next().unwrap_or_default();
        if !first.starts_with('"') && !first.ends_with(':') {
            return None;
        }
        let version = rest.split('"').nth(1);
        let is_version = |text: &&str| text.contains(|c: char| c.is_ascii_digit());
        let version = version.filter(is_version).map(str::to_owned);
        let only = rest.split_once("only:").map(|(_, only)| only);
        let is_aside = only.is_some_and(|only| !only.contains(":prod"));
        let scope = if is_aside {
            Scope::Development
        } else {
            Scope::Program
        };
        Some(Package::new(name, version, number + 1).of(scope))
    });
    found.collect()
}

/// `"phoenix": {:hex, :phoenix, "1.7.14", "…", …}`
pub(super) fn elixir_lock(text: &str) -> Vec<Package> {
    each(text, |line| {
        let rest = line.strip_prefix('"')?;
        let (name, rest) = rest.split_once("\": {:hex, ")?;
        let version = rest.split('"').nth(1)?;
        let is_version = version.starts_with(|c: char| c.is_ascii_digit());
        is_version.then(|| (name.to_owned(), Some(version.to_owned())))
    })
}

#[cfg(test)]
mod tests {
    use super::super::short;
    use super::*;

    #[test]
    fn go_modules_are_those_that_the_module_itself_needs() {
        let text = "module m\nrequire github.com/a/b v1.0.0\nrequire (\n\tx.org/k/v2 v2.4.0\n\ty.org/z v0.1.0 // indirect\n)\nreplace (\n\ta.org/q v1.0.0\n)\n";
        assert_eq!(
            short(&go(text)),
            ["2 github.com/a/b v1.0.0", "4 x.org/k v2.4.0"]
        );
    }

    #[test]
    fn what_only_development_needs_is_told_apart() {
        let scopes = |packages: Vec<Package>| {
            let aside = packages
                .into_iter()
                .filter(|it| it.scope == Scope::Development);
            aside
                .map(|it| format!("{} {}", it.line, it.name))
                .collect::<Vec<_>>()
        };
        let gems = "gem \"a\"\ngroup :development, :test do\n  gem \"b\"\nend\ngem \"c\", group: :test\ngroup :production do\n  gem \"d\"\nend\ns.add_development_dependency \"e\"\n";
        assert_eq!(scopes(ruby(gems)), ["3 b", "5 c", "9 e"]);
        let mix = "{:a, \"~> 1.0\"},\n{:b, \"~> 1.0\", only: [:dev, :test]},\n";
        assert_eq!(scopes(elixir(mix)), ["2 b"]);
        let module = "require x.org/l/v2 v2.1.0 // indirect\ntool (\n\tx.org/l/v2/cmd/l\n)\n";
        assert_eq!(short(&go(module)), ["3 x.org/l v2.1.0"]);
        assert_eq!(scopes(go(module)), ["3 x.org/l"]);
    }

    #[test]
    fn gems_have_versions_and_options() {
        let text = "gem \"rails\", \"~> 8.0\"\n# gem \"no\"\ngem \"svg\", require: \"SVG/Graph\"\n  gem 'x' # '1'\n";
        assert_eq!(short(&ruby(text)), ["1 rails ~> 8.0", "3 svg -", "4 x -"]);
        let lock = "GEM\n  specs:\n    rails (8.1.3.1)\n      actioncable (= 8.1.3.1)\n\nDEPENDENCIES\n  rails\n";
        assert_eq!(short(&ruby_lock(lock)), ["3 rails 8.1.3.1"]);
    }

    #[test]
    fn packages_of_elixir_are_read_from_their_lines() {
        let mix = "      {:phoenix, \"~> 1.7\"},\n      {:x, path: \"../x\"},\n{:ok, y} <- z,\n";
        assert_eq!(short(&elixir(mix)), ["1 phoenix ~> 1.7", "2 x -"]);
        let lock = "%{\n  \"phoenix\": {:hex, :phoenix, \"1.7.14\", \"a7\", [:mix], []},\n  \"y\": {:git, \"u\", \"1\", []},\n}\n";
        assert_eq!(short(&elixir_lock(lock)), ["2 phoenix 1.7.14"]);
    }
}
