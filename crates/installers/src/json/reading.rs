//! Reads JSON as agents read it: with comments and commas at the end, and nothing looser.

use jsonc_parser::ast::Value;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::Refusal;

const LOOSE: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_loose_object_property_names: false,
    allow_trailing_commas: true,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// A text in two: the mark of its encoding, where it has one, and the rest.
pub(super) fn bom(text: &str) -> (&str, &str) {
    let body = text.trim_start_matches('\u{feff}');
    text.split_at(text.len() - body.len())
}

/// The root of a text; none where there is nothing but blanks and comments.
///
/// # Errors
/// Where it is not JSON.
pub(super) fn read(text: &str) -> Result<Option<Value<'_>>, Refusal> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &LOOSE);
    let parsed = parsed.map_err(|error| Refusal::Json {
        line: error.line_display(),
        column: error.column_display(),
        why: error.kind().to_string(),
    })?;
    Ok(parsed.value)
}
