//! The code that the macros stand for.

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;
use stopgate_source::ascii;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token};

use crate::automaton::{Numbers, Reading, numbers};

/// An expression, given in one or more literals, behind the parts that it names.
pub(crate) struct Parts {
    expression: String,
    span: Span,
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
        let span = input.span();
        let literals = Punctuated::<LitStr, Token![,]>::parse_terminated(input)?;
        Ok(Self {
            expression: with_parts(&joined(&literals), &named),
            span,
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
    let expression = checked(parts)?;
    let forwards = numbers(&expression, true, Reading::Forwards).map(|numbers| table(&numbers));
    let backwards = numbers(&expression, true, Reading::Backwards).map(|numbers| table(&numbers));
    let tables = match forwards.zip(backwards) {
        Some((forwards, backwards)) => quote! {{
            static FORWARDS: ::stopgate_source::Table = #forwards;
            static BACKWARDS: ::stopgate_source::Table = #backwards;
            ::core::option::Option::Some((&FORWARDS, &BACKWARDS))
        }},
        None => quote!(::core::option::Option::None),
    };
    Ok(quote!(::stopgate_source::Words::compiled(#expression, #tables)))
}

pub(crate) fn pattern(parts: &Parts) -> syn::Result<TokenStream> {
    let expression = checked(parts)?;
    let table = match numbers(&expression, false, Reading::Forwards) {
        Some(numbers) => {
            let table = table(&numbers);
            quote! {{
                static TABLE: ::stopgate_source::Table = #table;
                ::core::option::Option::Some(&TABLE)
            }}
        }
        None => quote!(::core::option::Option::None),
    };
    Ok(quote!(::stopgate_source::Pattern::compiled(#expression, #table)))
}

/// The expression with ASCII classes, or what is wrong with it.
fn checked(parts: &Parts) -> syn::Result<String> {
    let expression = ascii(&parts.expression);
    match regex_syntax::Parser::new().parse(&expression) {
        Ok(_) => Ok(expression),
        Err(error) => Err(syn::Error::new(parts.span, error)),
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
    let rows: Vec<u8> = numbers
        .rows
        .iter()
        .flat_map(|entry| entry.to_le_bytes())
        .collect();
    let rows = Literal::byte_string(&rows);
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
