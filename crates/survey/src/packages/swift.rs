//! Packages of Swift and of Apple's platforms: `Package.swift`, projects of Xcode, CocoaPods.

use super::Package;
use crate::looking::Parsed;

/// What a manifest declares; names are those of the repositories, in lower case.
pub(super) fn declared(file: &Parsed<'_>) -> Vec<Package> {
    match file.path.rsplit('/').next().unwrap_or_default() {
        "Podfile" => pods(file.text),
        "Package.swift" => sources(file.text),
        _ => project(file.text),
    }
}

/// What a lock file pins.
pub(super) fn locked(file: &Parsed<'_>) -> Vec<Package> {
    if file.path.ends_with("Podfile.lock") {
        return pinned_pods(file.text);
    }
    let mut packages = Vec::new();
    let mut name: Option<&str> = None;
    for (number, line) in file.text.lines().enumerate() {
        if let Some(value) = member(line, "identity") {
            name = Some(value);
        } else if let (Some(version), Some(of)) = (member(line, "version"), name) {
            packages.push(Package::new(
                of.to_lowercase(),
                Some(version.to_owned()),
                number + 1,
            ));
            name = None;
        }
    }
    packages
}

/// `.package(url: "https://github.com/vapor/vapor.git", from: "4.0.0")`
fn sources(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((_, rest)) = line.split_once("url:") else {
            continue;
        };
        let mut quoted = rest.split('"').skip(1).step_by(2);
        let Some(name) = quoted.next().and_then(repository) else {
            continue;
        };
        let version = quoted.next().filter(|text| is_version(text));
        packages.push(Package::new(name, version.map(str::to_owned), number + 1));
    }
    packages
}

/// `repositoryURL = "https://github.com/Alamofire/Alamofire";`, with `minimumVersion = 5.0.0;` below.
fn project(text: &str) -> Vec<Package> {
    let mut packages: Vec<Package> = Vec::new();
    let mut is_open = false;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim().trim_end_matches(';');
        if let Some(url) = line.strip_prefix("repositoryURL = ") {
            if let Some(name) = repository(url.trim_matches('"')) {
                packages.push(Package::new(name, None, number + 1));
                is_open = true;
            }
        } else if let Some((key, version)) = line.split_once(" = ")
            && is_open
            && matches!(key, "minimumVersion" | "version")
        {
            is_open = false;
            if let Some(last) = packages.last_mut() {
                last.version = Some(version.trim_matches('"').to_owned());
            }
        }
    }
    packages
}

/// `pod 'Alamofire', '~> 5.8'`; a part of a pod (`Firebase/Auth`) is that pod.
fn pods(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if !line.starts_with("pod ") {
            continue;
        }
        let mut quoted = line.split(['"', '\'']).skip(1).step_by(2);
        let name = quoted.next().and_then(|name| name.split('/').next());
        let version = quoted.next().filter(|text| is_version(text));
        if let Some(name) = name {
            packages.push(Package::new(
                name.to_lowercase(),
                version.map(str::to_owned),
                number + 1,
            ));
        }
    }
    packages
}

/// `  - Alamofire (5.8.1):`
fn pinned_pods(text: &str) -> Vec<Package> {
    let found = text.lines().enumerate().filter_map(|(number, line)| {
        let rest = line
            .strip_prefix("  - ")?
            .trim_end_matches(':')
            .trim_matches('"');
        let (name, version) = rest.strip_suffix(')')?.split_once(" (")?;
        let is_own = is_version(version) && !name.contains('/') && !version.starts_with(['~', '=']);
        is_own.then(|| Package::new(name.to_lowercase(), Some(version.to_owned()), number + 1))
    });
    found.collect()
}

/// The last part of an address, without `.git`.
fn repository(url: &str) -> Option<String> {
    let name = url.trim_end_matches('/').rsplit('/').next()?;
    let name = name.strip_suffix(".git").unwrap_or(name).to_lowercase();
    (!name.is_empty()).then_some(name)
}

fn is_version(text: &str) -> bool {
    let bare = text.trim_start_matches(['~', '>', '<', '=', ' ']);
    bare.starts_with(|c: char| c.is_ascii_digit())
}

/// `"KEY" : "value"`
fn member<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    let rest = line
        .trim()
        .strip_prefix('"')?
        .strip_prefix(key)?
        .strip_prefix('"')?;
    let value = rest
        .trim_start()
        .strip_prefix(':')?
        .trim()
        .trim_end_matches(',');
    value.strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::super::short;
    use super::*;

    #[test]
    fn packages_of_swift_are_called_like_their_repositories() {
        let text = ".package(url: \"https://github.com/vapor/vapor.git\", from: \"4.1.0\"),\n.package(path: \"../x\"),\n.package(url: \"https://github.com/a/B\", branch: \"main\"),\n";
        assert_eq!(short(&sources(text)), ["1 vapor 4.1.0", "3 b -"]);
        let text = "repositoryURL = \"https://github.com/A/Alamofire\";\nrequirement = {\nkind = upToNextMajorVersion;\nminimumVersion = 5.0.0;\n};\n";
        assert_eq!(short(&project(text)), ["1 alamofire 5.0.0"]);
        let text = "pod 'Firebase/Auth', '~> 10'\n  pod \"SnapKit\"\n# pod 'no'\n";
        assert_eq!(short(&pods(text)), ["1 firebase ~> 10", "2 snapkit -"]);
        let lock = "PODS:\n  - Alamofire (5.8.1):\n    - X (= 1)\n  - Firebase/Auth (1.0)\n";
        assert_eq!(short(&pinned_pods(lock)), ["2 alamofire 5.8.1"]);
    }
}
