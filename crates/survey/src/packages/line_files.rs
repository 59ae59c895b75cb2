//! Manifests that are read line by line: Go, Ruby, Elixir.

use super::Package;

pub(super) fn each(
    text: &str,
    read: impl Fn(&str) -> Option<(String, Option<String>)>,
) -> Vec<Package> {
    let lines = text.lines().enumerate();
    let found = lines.filter_map(|(number, line)| {
        let (name, version) = read(line.trim())?;
        Some(Package {
            name,
            version,
            line: number + 1,
        })
    });
    found.collect()
}

/// `github.com/stretchr/testify v1.11.1` in `require`; what others need (`// indirect`) is left out. The major
/// version at the end of a path is part of the version.
pub(super) fn go(text: &str) -> Vec<Package> {
    let mut is_required = false;
    let mut required = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let one = line
            .strip_prefix("require ")
            .filter(|rest| !rest.starts_with('('));
        if line.starts_with("require (") || line.starts_with("require(") {
            is_required = true;
        } else if line == ")" {
            is_required = false;
        } else if let Some(text) = one.or_else(|| is_required.then_some(line))
            && !text.contains("// indirect")
            && let Some((path, version)) = text.split_once(' ')
            && version.starts_with('v')
        {
            let version = version.split_whitespace().next().unwrap_or(version);
            required.push(Package {
                name: without_major(path).to_owned(),
                version: Some(version.to_owned()),
                line: number + 1,
            });
        }
    }
    required
}

/// `github.com/x/y/v2` is `github.com/x/y`.
fn without_major(path: &str) -> &str {
    match path.rsplit_once("/v") {
        Some((head, major)) if major.bytes().all(|byte| byte.is_ascii_digit()) => head,
        _ => path,
    }
}

/// `gem "rails", "~> 8.0"`, `spec.add_dependency "rack", ">= 2"`.
pub(super) fn ruby(text: &str) -> Vec<Package> {
    each(text, |line| {
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
    })
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
        is_version.then(|| Package {
            name: name.to_owned(),
            version: Some(version.to_owned()),
            line: number + 1,
        })
    });
    found.collect()
}

/// `{:phoenix, "~> 1.7"}`
pub(super) fn elixir(text: &str) -> Vec<Package> {
    each(text, |line| {
        let rest = line.strip_prefix("{:")?;
        let (name, rest) = rest.split_once(',')?;
        let version = rest.split('"').nth(1);
        let is_version = |text: &&str| text.contains(|c: char| c.is_ascii_digit());
        Some((
            name.to_owned(),
            version.filter(is_version).map(str::to_owned),
        ))
    })
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
    fn gems_have_versions_and_options() {
        let text = "gem \"rails\", \"~> 8.0\"\n# gem \"no\"\ngem \"svg\", require: \"SVG/Graph\"\n  gem 'x' # '1'\n";
        assert_eq!(short(&ruby(text)), ["1 rails ~> 8.0", "3 svg -", "4 x -"]);
        let lock = "GEM\n  specs:\n    rails (8.1.3.1)\n      actioncable (= 8.1.3.1)\n\nDEPENDENCIES\n  rails\n";
        assert_eq!(short(&ruby_lock(lock)), ["3 rails 8.1.3.1"]);
    }

    #[test]
    fn packages_of_elixir_are_read_from_their_lines() {
        let mix = "      {:phoenix, \"~> 1.7\"},\n      {:x, path: \"../x\"},\n";
        assert_eq!(short(&elixir(mix)), ["1 phoenix ~> 1.7", "2 x -"]);
        let lock = "%{\n  \"phoenix\": {:hex, :phoenix, \"1.7.14\", \"a7\", [:mix], []},\n  \"y\": {:git, \"u\", \"1\", []},\n}\n";
        assert_eq!(short(&elixir_lock(lock)), ["2 phoenix 1.7.14"]);
    }
}
