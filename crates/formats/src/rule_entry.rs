//! What a format says about a rule: a weight, or one for each profile.

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, IntoDeserializer as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use stopgate_model::RuleChoice;
use stopgate_source::Severity;

#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
pub(crate) enum RuleEntry {
    /// The same weight in every profile.
    Everywhere(Weight),
    /// A weight for each profile.
    Detailed(RuleDetails),
}

/// A text is a weight and a table has details: told by hand, because an untagged enumeration would copy
/// each entry before it tries the one and then the other.
impl<'de> Deserialize<'de> for RuleEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = RuleEntry;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("`error`, `warning`, `info`, `off`, or a table with `standard`")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<RuleEntry, E> {
        Weight::deserialize(word.into_deserializer()).map(RuleEntry::Everywhere)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RuleEntry, A::Error> {
        RuleDetails::deserialize(MapAccessDeserializer::new(map)).map(RuleEntry::Detailed)
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleDetails {
    standard: Weight,
    strict: Option<Weight>,
    lenient: Option<Weight>,
    /// The most that it weighs in a finished plan, which nobody carries out again; the gate and the
    /// strict profile do not ask.
    finished: Option<Eased>,
    #[serde(default)]
    requirements: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Weight {
    Error,
    Warning,
    Info,
    Off,
}

/// What an error may weigh less as.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Eased {
    Warning,
    Info,
}

impl Eased {
    fn severity(self) -> Severity {
        match self {
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

impl Weight {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Off => None,
        }
    }
}

impl RuleEntry {
    /// What it comes to for the rule of this name.
    pub(crate) fn choice(&self, rule: &str) -> RuleChoice {
        let details = match self {
            Self::Everywhere(weight) => RuleDetails {
                standard: *weight,
                strict: None,
                lenient: None,
                finished: None,
                requirements: Vec::new(),
            },
            Self::Detailed(details) => details.clone(),
        };
        RuleChoice {
            rule: rule.to_owned(),
            strict: details.strict.unwrap_or(details.standard).severity(),
            standard: details.standard.severity(),
            lenient: details.lenient.unwrap_or(details.standard).severity(),
            finished: details.finished.map(Eased::severity),
            requirements: details.requirements,
        }
    }
}
