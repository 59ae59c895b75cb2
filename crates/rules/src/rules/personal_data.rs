//! `personal-data`: evidence holds an e-mail address, a phone, card or identity number of somebody.
//!
//! Looks only at output that is kept in the plan: names and addresses of the people who plan are meant.

use stopgate_expressions::pattern;
use stopgate_source::{Pattern, Severity, Span};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "SEC003",
    name: "personal-data",
    summary: "Evidence in the plan holds personal data",
    severity: Severity::Warning,
    requirements: &["R7"],
    check: Check::Plan(look),
};

static MAIL: Pattern = pattern!(
    r"\b[A-Za-z0-9][A-Za-z0-9._%+-]*@(?P<domain>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})\b"
);

/// Addresses of nobody: reserved domains, robots, hosts of repositories.
static NOBODY: Pattern = pattern!(
    r"(?i)@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|[\w.-]*\.(?:test|example|invalid|local|localhost|internal)|users\.noreply\.github\.com|gserviceaccount\.com|acme\.(?:com|org)|test\.com|email\.com|domain\.com|company\.com|foo\.com|bar\.com)$|^(?:git|noreply|no-reply|donotreply|bot|ci|root|postgres|admin|support|info|test|user|foo|bar|dev|hello|noreply\+\w+|[\w-]*\[bot\])@"
);

static NUMBER: Pattern = pattern!(
    r"(?:^|[\s,;|:=\x22'(])(?P<value>\d{3}-\d{2}-\d{4}|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?|(?:\d{4}[ -]){3}\d{1,7}|\d{15,16}|\+\d{1,3}[ -]?(?:\(\d{1,4}\)[ -]?)?\d{2,4}(?:[ -]\d{2,4}){2,4})(?:$|[\s,;|\x22')])"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for output in &context.plan.outputs {
        let found = mail(&output.value).or_else(|| number(&output.value));
        if let Some((at, kind)) = found {
            let start = output.origin.start() + at;
            let span = Span::new(start.min(output.origin.end()), output.origin.end());
            report.find(
                if span.is_empty() { output.origin } else { span },
                format!("This evidence holds {kind}, and the plan goes wherever the repository goes"),
                "Replace it by a stand-in (`customer 1`) or a count; what was pushed already has to be \
                 removed from the history",
            );
        }
    }
}

fn mail(line: &str) -> Option<(usize, &'static str)> {
    let mut mails = MAIL.find_iter(line);
    let real = mails.find(|mail| {
        let behind = line[mail.end()..].chars().next();
        !NOBODY.is_match(mail.as_str())
            && !matches!(behind, Some(':' | '/' | '('))
            && !is_package(line, mail.start())
    })?;
    Some((real.start(), "an e-mail address"))
}

/// `pkg@1.2.next`, `user:password@host`: an at-sign that belongs to something else.
fn is_package(line: &str, start: usize) -> bool {
    line[..start].ends_with([':', '/', '@', '.'])
}

fn number(line: &str) -> Option<(usize, &'static str)> {
    NUMBER.captures_iter(line).find_map(|found| {
        let value = found.name("value")?;
        let text = value.as_str();
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        let kind = match () {
            () if text.starts_with('+') => "a phone number",
            () if text.starts_with(|c: char| c.is_ascii_uppercase()) => {
                return is_iban(text).then_some((value.start(), "a bank account number"));
            }
            () if digits.len() == 9 => "an identity number",
            () if is_card(&digits) => "a card number",
            () => return None,
        };
        Some((value.start(), kind))
    })
}

/// The check digit of card numbers (Luhn, ISO/IEC 7812-1), and a first digit that issuers use.
fn is_card(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &digit)| match at % 2 {
            0 => digit,
            _ if digit > 4 => digit * 2 - 9,
            _ => digit * 2,
        })
        .sum();
    let known = digits.first().is_some_and(|first| (3..=6).contains(first));
    let filled = digits.windows(2).all(|pair| pair[0] == pair[1]);
    (15..=16).contains(&digits.len()) && sum.is_multiple_of(10) && known && !filled
}

/// The check digits of bank account numbers (ISO 13616).
fn is_iban(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if !(15..=34).contains(&bare.len()) {
        return false;
    }
    let (head, tail) = bare.split_at(4);
    let rest = tail.chars().chain(head.chars()).try_fold(0_u32, |rest, c| {
        let value = c.to_digit(36)?;
        let shifted = if value > 9 { rest * 100 } else { rest * 10 };
        Some((shifted + value) % 97)
    });
    rest == Some(1)
}

#[cfg(test)]
mod tests {
    use super::{mail, number};

    #[test]
    fn data_of_people_is_told_from_other_numbers() {
        for line in [
            "customer ana.lopez@mailbox.es not found",
            "IBAN DE89 3704 0044 0532 0130 00 refused",
            "card 4111 1111 1111 1111 declined",
            "phone=+49 170 1234 567",
            "ssn 078-05-1120",
        ] {
            assert!(mail(line).or_else(|| number(line)).is_some(), "{line}");
        }
        for line in [
            "Author: Bot <noreply@github.com>",
            "git@github.com:a/b.git",
            "job@orders.example.com",
            "run 2026-04-01 1234567890123456",
            "41 passed in 12.3s",
            "ref 1234 5678 9012 3456",
            "sa@shop-prod.iam.gserviceaccount.com",
            "actions/checkout@v4.2.next",
        ] {
            assert!(mail(line).or_else(|| number(line)).is_none(), "{line}");
        }
    }
}
