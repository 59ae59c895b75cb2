//! Packages of .NET: project files, and the versions that `Directory.Packages.props` keeps for all of them.

use super::Package;
use super::line_files::each;

/// `<PackageReference Include="Serilog" Version="3.1.1" />`, `<Project Sdk="MSTest.Sdk/3.8.3">`.
pub(super) fn declared(text: &str) -> Vec<Package> {
    each(text, |line| {
        if let Some(sdk) = line
            .starts_with("<Project ")
            .then(|| attribute(line, "Sdk"))
        {
            let sdk = sdk?;
            let (name, version) = sdk.split_once('/')?;
            return Some((name.to_owned(), known(text, version.to_owned())));
        }
        if line.starts_with("<Sdk ") {
            let version = attribute(line, "Version");
            return Some((
                attribute(line, "Name")?,
                version.and_then(|it| known(text, it)),
            ));
        }
        let declares = [
            "<PackageReference ",
            "<GlobalPackageReference ",
            "<FrameworkReference ",
        ];
        let is_package = declares.iter().any(|head| line.starts_with(head));
        let name = attribute(line, "Include").filter(|_| is_package)?;
        let version = attribute(line, "Version").or_else(|| attribute(line, "VersionOverride"));
        Some((name, version.and_then(|it| known(text, it))))
    })
}

/// `<PackageVersion Include="Serilog" Version="3.1.1" />`: what projects that name the package have.
pub(super) fn central(text: &str) -> Vec<Package> {
    each(text, |line| {
        let name = attribute(line, "Include").filter(|_| line.starts_with("<PackageVersion "))?;
        Some((name, Some(known(text, attribute(line, "Version")?)?)))
    })
}

fn attribute(line: &str, name: &str) -> Option<String> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(str::to_owned)
}

/// A version without properties; none where one is not set in the file itself, once.
fn known(text: &str, version: String) -> Option<String> {
    let Some((head, rest)) = version.split_once("$(") else {
        return Some(version);
    };
    let (name, tail) = rest.split_once(')')?;
    let opened = format!("<{name}>");
    let mut values = text.split(opened.as_str()).skip(1);
    let value = values.next()?.split('<').next()?.trim();
    let is_plain = values.next().is_none() && !value.contains("$(") && !tail.contains("$(");
    is_plain.then(|| format!("{head}{value}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::super::short;
    use super::*;

    #[test]
    fn a_project_declares_packages_and_what_builds_it() {
        let project = "<Project Sdk=\"MSTest.Sdk/3.8.3\">\n  <PackageReference Include=\"Serilog\" Version=\"3.1.1\" />\n<Compile Include=\"x\" />\n<PackageVersion Include=\"Dapper\" Version=\"2\" />\n<PackageReference Include=\"X\" Version=\"$(Elsewhere)\" />\n";
        assert_eq!(
            short(&declared(project)),
            ["1 MSTest.Sdk 3.8.3", "2 Serilog 3.1.1", "5 X -"]
        );
    }

    #[test]
    fn a_property_stands_for_what_the_file_sets_it_to() {
        let props = "<PropertyGroup>\n<GrpcVersion>2.71.0</GrpcVersion>\n<Twice>1</Twice>\n<Twice>2</Twice>\n</PropertyGroup>\n<PackageVersion Include=\"Grpc.AspNetCore\" Version=\"$(GrpcVersion)\" />\n<PackageVersion Include=\"A\" Version=\"$(Twice)\" />\n<PackageVersion Include=\"B\" Version=\"$(None)\" />\n";
        assert_eq!(short(&central(props)), ["6 Grpc.AspNetCore 2.71.0"]);
    }
}
