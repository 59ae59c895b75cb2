//! Texts of detectors with places to fill: `Terraform provider {name}`.

/// What fills the places of a template.
pub(crate) trait Filling {
    /// The value with this name, where there is one.
    fn value(&self, name: &str) -> Option<String>;
}

/// The template with its places filled; none where one of them has no value.
pub(crate) fn filled(template: &str, filling: &impl Filling) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let end = start + rest[start..].find('}')?;
        text.push_str(&rest[..start]);
        text.push_str(&filling.value(&rest[start + 1..end])?);
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One;

    impl Filling for One {
        fn value(&self, name: &str) -> Option<String> {
            (name == "name").then(|| "aws".to_owned())
        }
    }

    #[test]
    fn a_template_is_filled_in_whole_or_not_at_all() {
        for (template, wanted) in [
            ("provider {name}", Some("provider aws")),
            ("{name}{name}", Some("awsaws")),
            ("plain", Some("plain")),
            ("{other} {name}", None),
            ("{name", None),
            (" ", None),
        ] {
            assert_eq!(filled(template, &One).as_deref(), wanted, "{template}");
        }
    }
}
