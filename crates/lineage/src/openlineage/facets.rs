//! The facets of an event: those that OpenLineage publishes, and our own, whose schema is
//! `docs/schemas/lineage.json`.

use serde_json::{Map, Value, json};
use stopgate_journal::{Ending, Met, Outcome, Record, StepPlan, Who};
use stopgate_model::Expectation;

use super::{About, Named};

/// The schema of our own facets.
const OWN: &str = "urn:stopgate:schema:lineage:1";

/// Who makes facets, and in which version.
pub(super) struct Facets {
    pub(super) producer: String,
    version: String,
}

impl Facets {
    pub(super) fn of(about: &About<'_>) -> Self {
        Self {
            producer: format!("urn:stopgate:{}", about.version),
            version: about.version.to_owned(),
        }
    }

    /// One facet that OpenLineage publishes, in this version of its schema.
    fn published(&self, key: &str, (name, version): (&str, &str), body: Value) -> Named {
        let url = format!("https://openlineage.io/spec/facets/{version}/{name}.json#/$defs/{name}");
        self.facet(key, &url, body)
    }

    /// One facet of our own.
    pub(super) fn own(&self, key: &str, body: Value) -> Named {
        self.facet(key, &format!("{OWN}#/$defs/{key}"), body)
    }

    fn facet(&self, key: &str, schema: &str, body: Value) -> Named {
        let mut facet = match body {
            Value::Object(body) => body,
            _ => Map::new(),
        };
        facet.insert("_producer".to_owned(), self.producer.clone().into());
        facet.insert("_schemaURL".to_owned(), schema.into());
        Named::from_iter([(key.to_owned(), Value::Object(facet))])
    }

    /// Which record of the journal says so.
    pub(super) fn record(&self, run: &str, record: &Record) -> Named {
        let body = json!({
            "run": run,
            "record": record.seq,
            "kind": kind(record),
            "hash": record.hash,
        });
        self.own("stopgate_record", body)
    }

    /// What a person decided.
    pub(super) fn decision(
        &self,
        (word, reason): (&str, Option<&str>),
        confirmed: &[String],
        who: &Who,
    ) -> Named {
        let body = json!({
            "decision": word,
            "reason": reason,
            "confirmed": confirmed,
            "who": who.name,
            "method": who.method,
            "signed": who.signed,
        });
        self.own("stopgate_decision", body)
    }

    pub(super) fn parent(&self, parent: (Value, Value), root: (Value, Value)) -> Named {
        let body = json!({
            "run": parent.0,
            "job": parent.1,
            "root": { "run": root.0, "job": root.1 },
        });
        self.published("parent", ("ParentRunFacet", "1-2-0"), body)
    }

    pub(super) fn engine(&self) -> Named {
        let body = json!({ "name": "stopgate", "version": self.version });
        self.published(
            "processing_engine",
            ("ProcessingEngineRunFacet", "1-1-1"),
            body,
        )
    }

    pub(super) fn nominal_time(&self, at: &str) -> Named {
        let body = json!({ "nominalStartTime": at });
        self.published("nominalTime", ("NominalTimeRunFacet", "1-0-1"), body)
    }

    pub(super) fn parameters(&self, parameters: &[(&str, String)]) -> Named {
        let listed = parameters.iter();
        let listed = listed.map(|(key, value)| json!({ "key": key, "value": value }));
        let body = json!({ "parameters": listed.collect::<Vec<_>>() });
        self.published(
            "executionParameters",
            ("ExecutionParametersRunFacet", "1-0-0"),
            body,
        )
    }

    pub(super) fn dependencies(&self, upstream: Value) -> Named {
        let body = json!({ "upstream": upstream, "trigger_rule": "ALL_SUCCESS" });
        self.published(
            "jobDependencies",
            ("JobDependenciesRunFacet", "1-0-1"),
            body,
        )
    }

    pub(super) fn documentation(&self, text: &str) -> Named {
        let body = json!({ "description": text, "contentType": "text/plain" });
        self.published("documentation", ("DocumentationJobFacet", "1-1-0"), body)
    }

    pub(super) fn owner(&self, approver: &str) -> Named {
        let body = json!({ "owners": [{ "name": approver, "type": "APPROVER" }] });
        self.published("ownership", ("OwnershipJobFacet", "1-0-1"), body)
    }

    pub(super) fn source_code(&self, command: &str) -> Named {
        let body = json!({ "language": "shell", "sourceCode": command });
        self.published("sourceCode", ("SourceCodeJobFacet", "1-0-1"), body)
    }

    pub(super) fn job_type(&self, of: &str) -> Named {
        let body = json!({ "processingType": "BATCH", "integration": "STOPGATE", "jobType": of });
        self.published("jobType", ("JobTypeJobFacet", "2-0-4"), body)
    }

    pub(super) fn version(&self, digest: &str) -> Named {
        let body = json!({ "datasetVersion": format!("sha256:{digest}") });
        self.published("version", ("DatasetVersionDatasetFacet", "1-0-1"), body)
    }

    /// What had to come out of a command, and whether it did.
    pub(super) fn tests(&self, plan: &StepPlan, outcome: &Outcome) -> Named {
        let met = plan.expectations.iter().zip(&outcome.met);
        let mut tests: Vec<Value> = met.map(|(expected, met)| test(expected, *met)).collect();
        let about_exit = |e: &Expectation| matches!(e, Expectation::Exit(_) | Expectation::Fails);
        if let Ending::Exit(code) = outcome.ending
            && !plan.expectations.iter().any(about_exit)
        {
            tests.push(json!({
                "name": "exit 0",
                "status": if code == 0 { "pass" } else { "fail" },
                "severity": "error",
                "type": "exit",
                "expected": "0",
                "actual": code.to_string(),
            }));
        }
        self.published("test", ("TestRunFacet", "1-0-1"), json!({ "tests": tests }))
    }

    /// What a person did or checked, and said so.
    pub(super) fn confirmed(&self, steps: &[&StepPlan], who: &Who) -> Named {
        let tests = steps.iter().map(|step| {
            json!({
                "name": format!("{} {}", step.id, step.command),
                "status": "pass",
                "severity": "error",
                "type": "confirmed",
                "params": { "who": who.name, "method": who.method },
            })
        });
        let body = json!({ "tests": tests.collect::<Vec<_>>() });
        self.published("test", ("TestRunFacet", "1-0-1"), body)
    }

    /// Why a step did not pass.
    pub(super) fn failure(&self, plan: &StepPlan, outcome: &Outcome) -> Named {
        let met = plan.expectations.iter().zip(&outcome.met);
        let missed = met.filter(|(_, met)| **met == Met::No);
        let missed = missed.map(|(expected, _)| format!("; expected {}", name(expected)));
        let ending = stopgate_runner::ending(&outcome.ending);
        let message = format!("{}: {ending}{}", plan.command, missed.collect::<String>());
        let body = json!({ "message": message, "programmingLanguage": "shell" });
        self.published("errorMessage", ("ErrorMessageRunFacet", "1-0-1"), body)
    }
}

/// The kind of an event as its record has it.
fn kind(record: &Record) -> Value {
    let event = serde_json::to_value(&record.event);
    event.map_or(Value::Null, |mut event| event["kind"].take())
}

fn name(expected: &Expectation) -> String {
    format!("{} {}", expected.kind(), expected.text())
        .trim_end()
        .to_owned()
}

/// Words that only a person can judge are neither passed nor failed when the command ends.
fn test(expected: &Expectation, met: Met) -> Value {
    let (status, severity) = match met {
        Met::Yes => ("pass", "error"),
        Met::No => ("fail", "error"),
        Met::ByPerson => ("skip", "warn"),
    };
    json!({
        "name": name(expected),
        "status": status,
        "severity": severity,
        "type": expected.kind(),
        "expected": expected.text(),
    })
}
