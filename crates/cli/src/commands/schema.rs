//! `stopgate schema`: the JSON Schemas of the files that people write, for editors.

use stopgate_system::config_schema;
use stopgate_workspace::format_schema;

use crate::arguments::SchemaName;
use crate::exit::Exit;
use crate::terminal;

/// Prints one schema.
pub(crate) fn run(name: SchemaName) -> Exit {
    let schema = match name {
        SchemaName::Format => format_schema(),
        SchemaName::Config => config_schema(),
    };
    terminal::print(&format!("{schema:#}\n"));
    Exit::Fine
}
