//! Macros that turn constant expressions into tables while Stopgate is compiled.
//!
//! A process that compiles its expressions spends longer on that than on a plan. A broken expression is
//! an error of the compiler, and no panic of whoever meets it first.
//!
//! What is too long for a line is given in parts, `words!("one|", "two")`, and what occurs twice gets a
//! name: `words!(let day = r"\d\d"; r"{day}\.{day}")`. Several expressions, each behind a `;`, share their
//! names and become an array.

mod automaton;

mod emit;

mod loose;

mod needs;

mod rare;

use proc_macro::TokenStream;
use syn::parse_macro_input;

/// A word list: `static DENIED: Words = words!(r"\b(?:no|not)\b");`. Case is ignored; `\w`, `\d`, `\s`
/// and `\b` mean ASCII.
#[proc_macro]
pub fn words(input: TokenStream) -> TokenStream {
    let parts = parse_macro_input!(input as emit::Parts);
    emit::words(&parts)
        .unwrap_or_else(|error| error.into_compile_error())
        .into()
}

/// An expression that tells the parts of what it finds: `static DAY: Pattern = pattern!(r"(\d+)");`.
/// `\w`, `\d`, `\s` and `\b` mean ASCII.
#[proc_macro]
pub fn pattern(input: TokenStream) -> TokenStream {
    let parts = parse_macro_input!(input as emit::Parts);
    emit::pattern(&parts)
        .unwrap_or_else(|error| error.into_compile_error())
        .into()
}
