//! JUnit XML: a plan is a suite, a finding a case. Errors are failures; a warning is a case that passes
//! and says something.

use std::io;

use quick_xml::events::BytesText;
use stopgate_source::Severity;

use super::xml::{Xml, document, writable};
use super::{CheckedFile, Item, Results, sentence};
use crate::arguments::Common;

pub(super) fn write(common: &Common, results: &Results) -> String {
    let files = &results.files;
    let cases: usize = files.iter().map(|file| cases(common, file)).sum();
    let failures: usize = files.iter().map(|file| file.count(Severity::Error)).sum();
    document(|xml| {
        xml.create_element("testsuites")
            .with_attribute(("name", "stopgate"))
            .with_attribute(("tests", cases.to_string().as_str()))
            .with_attribute(("failures", failures.to_string().as_str()))
            .with_attribute(("errors", "0"))
            .write_inner_content(|xml| {
                files
                    .iter()
                    .try_for_each(|file| write_suite(xml, common, file))
            })
            .map(drop)
    })
}

/// A plan without findings is one case that passes.
fn cases(common: &Common, file: &CheckedFile) -> usize {
    file.told(common).count().max(1)
}

fn write_suite(xml: &mut Xml, common: &Common, file: &CheckedFile) -> io::Result<()> {
    xml.create_element("testsuite")
        .with_attribute(("name", writable(&file.path).as_str()))
        .with_attribute(("tests", cases(common, file).to_string().as_str()))
        .with_attribute(("failures", file.count(Severity::Error).to_string().as_str()))
        .with_attribute(("errors", "0"))
        .write_inner_content(|xml| {
            if file.told(common).next().is_none() {
                return xml
                    .create_element("testcase")
                    .with_attribute(("name", "no findings"))
                    .with_attribute(("classname", writable(&file.path).as_str()))
                    .write_empty()
                    .map(drop);
            }
            file.told(common)
                .try_for_each(|item| write_case(xml, file, item))
        })
        .map(drop)
}

fn write_case(xml: &mut Xml, file: &CheckedFile, item: &Item) -> io::Result<()> {
    let finding = &item.finding;
    let (line, column) = (item.start.line, item.start.column);
    let name = format!(
        "{} {} (line {line}, column {column})",
        finding.code, finding.name
    );
    let said = writable(&sentence(finding));
    xml.create_element("testcase")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("classname", writable(&file.path).as_str()))
        .with_attribute(("file", writable(&file.path).as_str()))
        .with_attribute(("line", line.to_string().as_str()))
        .write_inner_content(|xml| match finding.severity {
            Severity::Error => xml
                .create_element("failure")
                .with_attribute(("type", finding.severity.name()))
                .with_attribute(("message", writable(&finding.message).as_str()))
                .write_text_content(BytesText::new(&said))
                .map(drop),
            Severity::Warning | Severity::Info => xml
                .create_element("system-out")
                .write_text_content(BytesText::new(&format!("{}: {said}", finding.severity)))
                .map(drop),
        })
        .map(drop)
}
