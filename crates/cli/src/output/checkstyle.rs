//! Checkstyle XML: what many review tools read.

use std::io;

use super::xml::{Xml, document, writable};
use super::{CheckedFile, Item, Results, sentence};

/// The version of Checkstyle whose reports look like this.
const VERSION: &str = "4.3";

pub(super) fn write(results: &Results) -> String {
    document(|xml| {
        xml.create_element("checkstyle")
            .with_attribute(("version", VERSION))
            .write_inner_content(|xml| {
                results
                    .files
                    .iter()
                    .try_for_each(|file| write_file(xml, file))
            })
            .map(drop)
    })
}

fn write_file(xml: &mut Xml, file: &CheckedFile) -> io::Result<()> {
    xml.create_element("file")
        .with_attribute(("name", writable(&file.path).as_str()))
        .write_inner_content(|xml| file.items.iter().try_for_each(|item| write_item(xml, item)))
        .map(drop)
}

fn write_item(xml: &mut Xml, item: &Item) -> io::Result<()> {
    let finding = &item.finding;
    xml.create_element("error")
        .with_attribute(("line", item.start.line.to_string().as_str()))
        .with_attribute(("column", item.start.column.to_string().as_str()))
        .with_attribute(("severity", finding.severity.name()))
        .with_attribute(("message", writable(&sentence(finding)).as_str()))
        .with_attribute((
            "source",
            format!("stopgate.{}.{}", finding.code, finding.name).as_str(),
        ))
        .write_empty()
        .map(drop)
}
