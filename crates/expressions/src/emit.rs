//! The code that the macros stand for.

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;
use stopgate_source::ascii;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token};

use crate::automaton::{Numbers, Reading, numbers};
use crate::{loose, needs, rare};

/// Expressions, each given in one or more literals, behind the parts that they name.
pub(crate) struct Parts {
    expressions: Vec<(String, Span)>,
}

impl Parse for Parts {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut named: Vec<(String, String)> = Vec::new();
        while input.peek(Token![let]) {
            input.parse::<Token![let]>()?;
            let name = input.parse::<Ident>()?;
            input.parse::<Token![=]>()?;
            let part = Punctuated::<LitStr, Token![,]>::parse_separated_nonempty(input)?;
            input.parse::<Token![;]>()?;
            named.push((format!("{{{name}}}"), with_parts(&joined(&part), &named)));
        }
        let mut expressions = Vec::new();
        while !input.is_empty() {
            let span = input.span();
            let literals = literals(input)?;
            expressions.push((with_parts(&joined(&literals), &named), span));
            if !input.is_empty() {
                input.parse::<Token![;]>()?;
            }
        }
        Ok(Self { expressions })
    }
}

/// The literals of one expression, a comma behind the last one allowed.
fn literals(input: ParseStream<'_>) -> syn::Result<Punctuated<LitStr, Token![,]>> {
    let mut literals = Punctuated::new();
    loop {
        literals.push_value(input.parse::<LitStr>()?);
        if !input.peek(Token![,]) {
            return Ok(literals);
        }
        literals.push_punct(input.parse::<Token![,]>()?);
        if !input.peek(LitStr) {
            return Ok(literals);
        }
    }
}

impl Parts {
    /// What each expression becomes: one value, or an array where there are several.
    fn each(
        &self,
        made: impl Fn(&(String, Span)) -> syn::Result<TokenStream>,
    ) -> syn::Result<TokenStream> {
        let made: Vec<TokenStream> = self
            .expressions
            .iter()
            .map(made)
            .collect::<Result<_, _>>()?;
        Ok(match made.as_slice() {
            [one] => one.clone(),
            several => quote!([#(#several),*]),
        })
    }
}

fn joined(literals: &Punctuated<LitStr, Token![,]>) -> String {
    literals.iter().map(LitStr::value).collect()
}

fn with_parts(expression: &str, named: &[(String, String)]) -> String {
    named
        .iter()
        .fold(expression.to_owned(), |whole, (name, part)| {
            whole.replace(name, part)
        })
}

pub(crate) fn words(parts: &Parts) -> syn::Result<TokenStream> {
    parts.each(word_list)
}

pub(crate) fn pattern(parts: &Parts) -> syn::Result<TokenStream> {
    parts.each(one_pattern)
}

fn word_list(part: &(String, Span)) -> syn::Result<TokenStream> {
    let (expression, parsed) = read(part, true)?;
    let (tables, needs) = (tables(&parsed), needed(&parsed));
    Ok(quote!(::stopgate_source::Words::compiled(#expression, #tables, #needs)))
}

fn one_pattern(part: &(String, Span)) -> syn::Result<TokenStream> {
    let (expression, parsed) = read(part, false)?;
    let (tables, needs) = (tables(&parsed), needed(&parsed));
    Ok(quote!(::stopgate_source::Pattern::compiled(#expression, #tables, #needs)))
}

fn needed(expression: &Hir) -> TokenStream {
    let grams = byte_string(needs::entries(expression));
    let bytes = Literal::byte_string(&rare::bytes(expression));
    quote!(::stopgate_source::Needs { grams: #grams, bytes: #bytes })
}

fn tables(expression: &Hir) -> TokenStream {
    let Some(pairs) = pairs(expression) else {
        return gate(expression);
    };
    let pairs = pairs.iter().map(|(forwards, backwards)| {
        let (forwards, backwards) = (table(forwards), table(backwards));
        quote!((#forwards, #backwards))
    });
    quote! {{
        static PAIRS: &[(::stopgate_source::Table, ::stopgate_source::Table)] = &[#(#pairs),*];
        ::stopgate_source::Tables::Both(PAIRS)
    }}
}

/// The tables of an expression, or of the parts of a choice one after the other; none where a part
/// that cannot be divided is too large.
fn pairs(expression: &Hir) -> Option<Vec<(Numbers, Numbers)>> {
    let forwards = numbers(expression, Reading::Forwards);
    let both = forwards.and_then(|forwards| {
        let backwards = numbers(expression, Reading::Backwards)?;
        Some((forwards, backwards))
    });
    if let Some(both) = both {
        return Some(vec![both]);
    }
    let (first, second) = loose::halves(expression)?;
    let mut all = pairs(&first)?;
    all.extend(pairs(&second)?);
    Some(all)
}

/// A table that matches wherever the expression does, and elsewhere too: one that does not count, or
/// else one for the first words alone.
fn gate(expression: &Hir) -> TokenStream {
    let small = |loose: &Hir| numbers(loose, Reading::Forwards);
    let numbers = small(&loose::without_counts(expression))
        .or_else(|| loose::beginnings(expression).and_then(|first| small(&first)));
    match numbers {
        Some(numbers) => {
            let table = table(&numbers);
            quote! {{
                static GATE: ::stopgate_source::Table = #table;
                ::stopgate_source::Tables::Gate(&GATE)
            }}
        }
        None => quote!(::stopgate_source::Tables::None),
    }
}

/// The expression with ASCII classes, as text and read, or what is wrong with it.
fn read((expression, span): &(String, Span), ignore_case: bool) -> syn::Result<(String, Hir)> {
    let expression = ascii(expression);
    let mut parser = ParserBuilder::new().case_insensitive(ignore_case).build();
    match parser.parse(&expression) {
        Ok(parsed) => Ok((expression, loose::with_ascii_case(&parsed))),
        Err(error) => Err(syn::Error::new(*span, error)),
    }
}

fn table(numbers: &Numbers) -> TokenStream {
    let classes = numbers
        .classes
        .iter()
        .map(|&class| Literal::u8_unsuffixed(class));
    let starts = numbers
        .starts
        .iter()
        .map(|&start| Literal::u16_unsuffixed(start));
    let rows = byte_string(numbers.rows.iter().copied());
    let (stride, first_match) = (numbers.stride, numbers.first_match);
    quote! {
        ::stopgate_source::Table {
            classes: [#(#classes),*],
            starts: [#(#starts),*],
            rows: #rows,
            stride: #stride,
            first_match: #first_match,
        }
    }
}

/// Two bytes each, the low one first: the compiler reads them faster than numbers.
fn byte_string(entries: impl IntoIterator<Item = u16>) -> Literal {
    let bytes: Vec<u8> = entries.into_iter().flat_map(u16::to_le_bytes).collect();
    Literal::byte_string(&bytes)
}
