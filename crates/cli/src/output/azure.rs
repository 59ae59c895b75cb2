//! Logging commands of Azure Pipelines. It knows errors and warnings; hints are told as warnings to who
//! asks for more.

use std::fmt::Write as _;

use stopgate_source::Severity;

use super::{Results, sentence};
use crate::arguments::Common;

pub(super) fn write(common: &Common, results: &Results) -> String {
    let mut text = String::new();
    for file in &results.files {
        for item in file.told(common) {
            let kind = match item.finding.severity {
                Severity::Error => "error",
                Severity::Warning | Severity::Info => "warning",
            };
            let _ = writeln!(
                text,
                "##vso[task.logissue type={kind};sourcepath={};linenumber={};columnnumber={};code={};]{}",
                property(&file.path),
                item.start.line,
                item.start.column,
                item.finding.code,
                data(&sentence(&item.finding)),
            );
        }
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_its_command() {
        assert_eq!(property("a];b\n##vso[x]"), "a%5D%3Bb%0A##vso[x%5D");
        assert_eq!(data("50 %"), "50 %AZP25");
    }
}
