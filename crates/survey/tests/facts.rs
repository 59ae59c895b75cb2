//! What small repositories say of themselves (X2).

#![expect(clippy::expect_used, reason = "tests may panic")]

use stopgate_survey::{
    Author, Certainty, Detectors, Fact, Files, Kind, Note, Proof, Survey, Unread, survey,
};

/// A repository in memory.
struct Tree {
    names: Vec<String>,
    contents: Vec<Result<Vec<u8>, Unread>>,
    authors: Vec<Author>,
}

impl Tree {
    fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self {
            names: Vec::new(),
            contents: Vec::new(),
            authors: Vec::new(),
        };
        for (name, text) in files {
            tree.names.push((*name).to_owned());
            tree.contents.push(Ok(text.as_bytes().to_vec()));
        }
        tree
    }
}

impl Files for Tree {
    fn paths(&self) -> &[String] {
        &self.names
    }

    fn read(&self, file: usize) -> Result<Vec<u8>, Unread> {
        self.contents[file].clone()
    }

    fn left_out(&self) -> Vec<Note> {
        Vec::new()
    }

    fn authors(&self) -> Vec<Author> {
        self.authors.clone()
    }
}

fn found(tree: &Tree) -> Survey {
    survey(tree, &Detectors::new(&[]).expect("detectors"))
}

fn shown(fact: &Fact) -> String {
    let place = match &fact.proof {
        Proof::Line(place) => format!("{}:{}", place.path, place.line),
        Proof::Commit { id } => id.clone(),
    };
    let locked = fact.locked.as_ref();
    let locked = locked.map(|locked| format!(" = {}", locked.version));
    format!(
        "{} {} {}{} {place}",
        fact.kind.name(),
        fact.name,
        fact.version.as_deref().unwrap_or("-"),
        locked.unwrap_or_default()
    )
}

/// The facts of a repository, one line each.
fn facts(files: &[(&str, &str)]) -> Vec<String> {
    found(&Tree::of(files)).facts.iter().map(shown).collect()
}

#[test]
fn a_version_is_what_the_manifest_declares_and_what_the_lock_file_pins() {
    let files = [
        (
            "Cargo.toml",
            "[package]\nrust-version = \"1.80\"\n[dependencies]\naxum = \"0.7\"\nanyhow = { version = \"1\" }\n",
        ),
        (
            "Cargo.lock",
            "[[package]]\nname = \"axum\"\nversion = \"0.7.9\"\n\n[[package]]\nname = \"anyhow\"\nversion = \"1.0.1\"\n\n[[package]]\nname = \"anyhow\"\nversion = \"2.0.0\"\n",
        ),
    ];
    let facts = facts(&files);
    for wanted in [
        "language Rust 1.80 Cargo.toml:2",
        "package-manager Cargo - Cargo.toml:1",
        "framework Axum 0.7 = 0.7.9 Cargo.toml:4",
        // Pinned twice: nobody says which one is meant.
        "errors anyhow 1 Cargo.toml:5",
    ] {
        assert!(facts.contains(&wanted.to_owned()), "{wanted}: {facts:#?}");
    }
}

#[test]
fn kinds_of_facts_are_found_where_their_files_are() {
    let files = [
        ("app.py", "import os\n"),
        ("Dockerfile", "# build\nFROM python:3.12\n"),
        (
            ".github/workflows/ci.yml",
            "on: push\njobs:\n  t:\n    steps:\n      - run: pytest -q\n",
        ),
        ("CODEOWNERS", "# owners\n*  @acme/data\n/db @acme/dba\n"),
        (
            "LICENSE",
            "MIT License\n\nPermission is hereby granted, free of charge, to any\n",
        ),
        ("README.md", "\n# Orders\n"),
        ("api/openapi.yaml", "openapi: 3.1.0\n"),
        ("dbt/dbt_project.yml", "name: 'sales'\nversion: 1\n"),
        (
            "main.tf",
            "terraform {\n  required_version = \">= 1.5\"\n}\n",
        ),
        (
            "db/migrate/1_x.rb",
            "class X < ActiveRecord::Migration[7.1]\nend\n",
        ),
        ("app/errors.py", "class OrderError(Exception):\n    pass\n"),
        (
            "package.json",
            "{\n \"dependencies\": {\n  \"pino\": \"^9.0.0\"\n },\n \"scripts\": {\n  \"test\": \"vitest run\"\n }\n}\n",
        ),
    ];
    let facts = facts(&files);
    for wanted in [
        "deployment Docker - Dockerfile:2",
        "ci GitHub Actions - .github/workflows/ci.yml:1",
        "command test - .github/workflows/ci.yml:5",
        "command test - package.json:6",
        "owner @acme/data - CODEOWNERS:2",
        "owner @acme/dba - CODEOWNERS:3",
        "licence MIT - LICENSE:3",
        "documentation README - README.md:2",
        "api OpenAPI 3.1.0 api/openapi.yaml:1",
        "data dbt - dbt/dbt_project.yml:1",
        "deployment Terraform >= 1.5 main.tf:2",
        "migration Active Record 7.1 db/migrate/1_x.rb:1",
        "errors Exception classes - app/errors.py:1",
        "observability pino ^9.0.0 package.json:3",
        "language Python 3.12 Dockerfile:2",
    ] {
        assert!(facts.contains(&wanted.to_owned()), "{wanted}: {facts:#?}");
    }
}

#[test]
fn fixtures_and_copies_of_others_say_nothing() {
    let files = [
        (
            "tests/fixtures/package.json",
            "{\"dependencies\": {\"react\": \"1\"}}",
        ),
        ("vendor/x/go.mod", "module x\ngo 1.20\n"),
        ("src/examples/Dockerfile", "FROM scratch\n"),
    ];
    let found = found(&Tree::of(&files));
    assert!(found.facts.is_empty(), "{:?}", found.facts);
    assert_eq!(found.notes[0].count, 3);
    assert_eq!(found.silent().count(), Kind::ALL.len());
}

#[test]
fn a_fact_of_many_places_is_one_fact_with_the_best_proof() {
    let manifest = "{\"dependencies\": {\"react\": \"^19.0.0\"}}";
    let files = [
        ("apps/web/package.json", manifest),
        ("package.json", manifest),
        (
            "apps/old/package.json",
            "{\"dependencies\": {\"react\": \"^17.0.0\"}}",
        ),
        (
            "libs/a/package.json",
            "{\"peerDependencies\": {\"react\": \"workspace:*\"}}",
        ),
    ];
    let found = found(&Tree::of(&files));
    let react: Vec<&Fact> = found.facts.iter().filter(|it| it.name == "React").collect();
    let short: Vec<(String, usize)> = react.iter().map(|it| (shown(it), it.more)).collect();
    assert_eq!(
        short,
        [
            ("framework React ^19.0.0 package.json:1".to_owned(), 2),
            (
                "framework React ^17.0.0 apps/old/package.json:1".to_owned(),
                0
            ),
        ]
    );
}

#[test]
fn the_order_in_which_files_are_named_changes_nothing() {
    let files = [
        ("a/Cargo.toml", "[dependencies]\ntokio = \"1\"\n"),
        ("b/Cargo.toml", "[dependencies]\ntokio = \"1\"\n"),
        ("x.rs", "fn main() {}\n"),
        ("y.rs", "fn y() {}\n"),
    ];
    let mut reversed = files;
    reversed.reverse();
    assert_eq!(facts(&files), facts(&reversed));
}

#[test]
fn what_is_not_read_is_told_and_says_nothing() {
    let mut tree = Tree::of(&[
        ("a/Cargo.toml", "[dependencies]\ntokio = \"1\"\n"),
        (
            "b/package.json",
            "{\"dependencies\": {\"\u{0}react\": \"1\"}}",
        ),
        ("c/go.mod", ""),
    ]);
    tree.contents[0] = Err(Unread::Large);
    tree.contents[2] = Err(Unread::Late);
    let found = found(&tree);
    assert_eq!(found.read, 0);
    let frameworks = found.facts.iter().filter(|it| it.kind == Kind::Framework);
    assert_eq!(frameworks.count(), 0);
    let notes: Vec<&str> = found.notes.iter().map(|note| note.text.as_str()).collect();
    for wanted in ["larger", "zero byte", "time"] {
        assert!(notes.iter().any(|text| text.contains(wanted)), "{notes:?}");
    }
}

#[test]
fn bytes_that_are_no_text_and_broken_manifests_make_nothing_fail() {
    let mut tree = Tree::of(&[
        ("package.json", ""),
        ("pom.xml", "<project><dependency><artifactId>"),
        (
            "a\u{202e}b/\u{1b}[2J.tf",
            "terraform {\n required_version = \"1\"\n",
        ),
        ("Cargo.toml", "[dependencies\ntokio = "),
        ("docker-compose.yml", "services:\n  a: &a [*a, {"),
        ("requirements.txt", "\u{feff}django==5\n-r other.txt\n"),
    ]);
    tree.contents[0] = Ok(b"\xff\xfe{\"dependencies\": {\"react\": \"1\"}}".to_vec());
    let found = found(&tree);
    let shown: Vec<String> = found.facts.iter().map(shown).collect();
    let django = "framework Django ==5 requirements.txt:1".to_owned();
    assert!(shown.contains(&django), "{shown:#?}");
}

#[test]
fn an_excerpt_holds_no_secret() {
    let files = [(
        "docker-compose.yml",
        "services:\n  db:\n    image: postgres:18 # password: hunter2222\n",
    )];
    let found = found(&Tree::of(&files));
    for fact in &found.facts {
        assert!(!format!("{fact:?}").contains("hunter2222"), "{fact:?}");
    }
    assert!(found.facts.iter().any(|fact| fact.name == "PostgreSQL"));
}

#[test]
fn detectors_of_the_repository_stand_beside_those_that_come_along() {
    let own = "id = \"orders\"\nsummary = \"Our message bus\"\naside = [\"legacy/**\"]\n\n[[find]]\nkind = \"data\"\nname = \"Order bus\"\nfiles = [\"bus.toml\"]\nkey = \"bus.topic\"\nvalue = \"topic {value}\"\n\n[packages.framework]\n\"npm:@acme/*\" = \"Acme kit\"\n";
    let detectors = Detectors::new(&[("own.toml".to_owned(), own.to_owned())]).expect("sound");
    let tree = Tree::of(&[
        ("svc/bus.toml", "[bus]\ntopic = \"orders\"\n"),
        ("legacy/bus.toml", "[bus]\ntopic = \"old\"\n"),
        ("package.json", "{\"dependencies\": {\"@acme/ui\": \"3\"}}"),
    ]);
    let found = survey(&tree, &detectors);
    let bus: Vec<&Fact> = found
        .facts
        .iter()
        .filter(|it| it.kind == Kind::Data)
        .collect();
    assert_eq!(bus.len(), 1, "{bus:?}");
    assert_eq!(bus[0].value.as_deref(), Some("topic orders"));
    assert_eq!(bus[0].certainty, Certainty::Stated);
    assert!(found.facts.iter().any(|fact| fact.name == "Acme kit"));
}

#[test]
fn people_are_named_by_their_share_of_the_last_commits_and_programs_are_not() {
    let mut tree = Tree::of(&[]);
    let author = |name: &str, commits| Author {
        name: name.to_owned(),
        commits,
        newest: format!("id of {name}"),
    };
    tree.authors = vec![author("Ann", 90), author("bot[bot]", 50), author("Bo", 2)];
    let shown: Vec<String> = found(&tree).facts.iter().map(shown).collect();
    assert_eq!(shown, ["owner Ann - id of Ann"]);
}

#[test]
fn folders_side_by_side_suggest_layers_and_say_so() {
    let files = [
        ("app/models/a.rb", "x\n"),
        ("app/views/a.erb", "x\n"),
        ("app/controllers/a.rb", "x\n"),
    ];
    let found = found(&Tree::of(&files));
    let layers = found.facts.iter().find(|it| it.kind == Kind::Architecture);
    let layers = layers.expect("a pattern");
    assert_eq!(layers.name, "Model-view-controller");
    assert_eq!(
        layers.value.as_deref(),
        Some("models, views, controllers in app")
    );
    assert_eq!(layers.certainty, Certainty::Likely);
}

#[test]
fn a_package_of_another_name_has_its_version_in_either_order() {
    for entry in [
        "web = { package = \"axum\", version = \"0.7.1\" }",
        "web = { version = \"0.7.1\", package = \"axum\" }",
    ] {
        let facts = facts(&[("Cargo.toml", &format!("[dependencies]\n{entry}\n"))]);
        let wanted = "framework Axum 0.7.1 Cargo.toml:2".to_owned();
        assert!(facts.contains(&wanted), "{entry}: {facts:#?}");
    }
}

#[test]
fn dependencies_are_those_that_the_tool_reads() {
    let names = |text: &str| {
        let facts = facts(&[("Cargo.toml", text)]).into_iter();
        facts.filter(|fact| fact.starts_with("framework ")).count()
    };
    for (table, wanted) in [
        ("dependencies", 1),
        ("workspace.dependencies", 1),
        ("target.'cfg(unix)'.dependencies", 1),
        // What only tests need is no framework of the program.
        ("dev-dependencies", 0),
        ("target.'cfg(unix)'.dev-dependencies", 0),
        ("package.metadata.bundle.dependencies", 0),
        ("workspace.metadata.x.dependencies", 0),
        ("profile.dependencies", 0),
    ] {
        let text = format!("[{table}]\nactix-web = \"4\"\n");
        assert_eq!(names(&text), wanted, "{table}");
    }
}

#[test]
fn what_only_tests_and_documents_need_is_no_part_of_the_program() {
    let of = |files: &[(&str, &str)], name: &str| {
        let facts = facts(files).into_iter();
        facts.filter(|fact| fact.contains(name)).count()
    };
    for (file, text, name) in [
        (
            "pyproject.toml",
            "[project.optional-dependencies]\ntests = [\"sentry-sdk\"]\n",
            "Sentry",
        ),
        (
            "pyproject.toml",
            "[dependency-groups]\ndev = [\"werkzeug<3\"]\n",
            "Werkzeug",
        ),
        ("requirements-test.txt", "flask\n", "Flask"),
        (
            "Gemfile",
            "group :test do\n  gem \"sinatra\"\nend\n",
            "Sinatra",
        ),
        (
            "pom.xml",
            "<dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><scope>test</scope></dependency>\n",
            "Vert.x",
        ),
        (
            "build.gradle",
            "testImplementation 'io.vertx:vertx-core:4.0'\n",
            "Vert.x",
        ),
        (
            "composer.json",
            "{\"require-dev\": {\n\"laravel/framework\": \"^12\"}}",
            "Laravel",
        ),
        ("mix.exs", "{:ash, \"~> 3.0\", only: :test},\n", "Ash"),
        (
            "e2e/package.json",
            "{\"dependencies\": {\n\"express\": \"^5\"}}",
            "Express",
        ),
    ] {
        assert_eq!(of(&[(file, text)], name), 0, "{file}");
    }
    // A table for all is what those make of it who refer to it.
    let shared = "[workspace.dependencies]\nrayon = \"1\"\n";
    let member = |table: &str| format!("[{table}]\nrayon.workspace = true\n");
    for (table, wanted) in [("dev-dependencies", 0), ("dependencies", 1)] {
        let files = [("Cargo.toml", shared), ("a/Cargo.toml", &member(table))];
        assert_eq!(of(&files, "framework Rayon"), wanted, "{table}");
    }
    // Front ends are built out of what development needs.
    let front = "{\"devDependencies\": {\n\"vue\": \"^3\"}}";
    assert_eq!(of(&[("package.json", front)], "framework Vue "), 1);
}

/// A variable is looked for in the script itself, then in those above, the nearest first.
#[test]
fn a_variable_of_a_build_script_is_what_the_nearest_script_sets_it_to() {
    let uses = "dependencies {\n  api \"io.vertx:vertx-core:${revVertx}\"\n}\n";
    let above = ("gradle/versions.gradle", "ext {\n  revVertx = '4.5.1'\n}\n");
    for (file, text, wanted) in [
        (
            "other/README.md",
            "",
            "framework Vert.x - = 4.5.1 web/build.gradle:2",
        ),
        (
            "web/gradle.properties",
            "revVertx=3.9.0\n",
            "framework Vert.x - = 3.9.0 web/build.gradle:2",
        ),
    ] {
        let found = facts(&[above, ("web/build.gradle", uses), (file, text)]);
        assert!(found.contains(&wanted.to_owned()), "{wanted}: {found:#?}");
    }
    let own = "def revVertx = '4.0.0'\napi \"io.vertx:vertx-core:$revVertx\"\n";
    let found = facts(&[above, ("build.gradle", own)]);
    assert!(
        found.contains(&"framework Vert.x 4.0.0 build.gradle:2".to_owned()),
        "{found:#?}"
    );
    // What others may have is used by nobody yet.
    let bom = "dependencies {\n  constraints {\n    api 'io.vertx:vertx-core:5.0'\n  }\n}\n";
    let found = facts(&[("build.gradle", bom)]);
    assert!(
        !found.iter().any(|fact| fact.contains("Vert.x")),
        "{found:#?}"
    );
}

/// A task that is left out is not carried out, and a quotation mark around a command is none of it.
#[test]
fn a_command_is_what_a_step_carries_out() {
    let workflow = "jobs:\n  shellcheck:\n    steps:\n      - run: ./gradlew bootJar -x test\n      - run: \"yarn lint\"\n      - run: ./gradlew -q :web:test\n";
    let found = facts(&[(".github/workflows/ci.yml", workflow)]);
    let lines = |name: &str| {
        let named = found.iter().filter(|fact| fact.starts_with(name));
        named
            .map(|fact| fact.rsplit(':').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(lines("command test"), ["6"]);
    assert_eq!(lines("command lint"), ["5"]);
    assert!(!found.iter().any(|fact| fact.contains('"')), "{found:#?}");
}

#[test]
fn files_that_one_detector_leaves_are_named_one_by_one() {
    let names: Vec<String> = (0..1_005).map(|at| format!("r/a{at:04}.rs")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let found = found(&Tree::of(&files));
    let notes = found.notes.iter();
    let notes: Vec<&Note> = notes
        .filter(|note| note.text.starts_with("not read for one"))
        .collect();
    assert!(!notes.is_empty());
    for note in notes {
        assert_eq!(note.examples, ["r/a1000.rs", "r/a1001.rs", "r/a1002.rs"]);
    }
}

#[test]
fn what_is_said_has_its_own_proof() {
    let files = [
        (
            ".github/workflows/ci.yml",
            "jobs:\n  t:\n    steps:\n      - name: Test\n        run: dotnet test\n",
        ),
        (".tool-versions", "nodejs 22.1.0\nyarn 4.6.0\nunknown 1.0\n"),
        (
            "package.json",
            "{\"license\": \"ISC\", \"dependencies\": {\"@sentry/vue\": \"10\", \"@sentry/core\": \"10\"}}",
        ),
        ("tests/models/a", ""),
        ("tests/views/a", ""),
        ("tests/controllers/a", ""),
        (
            "Directory.Packages.props",
            "<V>3.1</V>\n<PackageVersion Include=\"Serilog\" Version=\"$(V)\" />\n<PackageVersion Include=\"Dapper\" Version=\"2\" />\n",
        ),
        ("a/a.csproj", "<PackageReference Include=\"Serilog\" />\n"),
        (".env.example", "DATABASE_URL=postgres://localhost/x\n"),
        (
            "compose.yml",
            "services:\n  r:\n    image: docker.io/library/rabbitmq:4-management\n",
        ),
    ];
    let facts = facts(&files);
    for wanted in [
        "command test - .github/workflows/ci.yml:5",
        "language Node.js 22.1.0 .tool-versions:1",
        "package-manager Yarn 4.6.0 .tool-versions:2",
        "observability Serilog - = 3.1 a/a.csproj:1",
        "database PostgreSQL - .env.example:1",
        "data RabbitMQ 4-management compose.yml:3",
    ] {
        assert!(facts.contains(&wanted.to_owned()), "{wanted}: {facts:#?}");
    }
    for unwanted in [
        "licence",
        "architecture",
        "framework Dapper",
        "language yarn",
    ] {
        let said = facts.iter().any(|fact| fact.starts_with(unwanted));
        assert!(!said, "{unwanted}: {facts:#?}");
    }
    let sentry = facts.iter().filter(|fact| fact.contains("Sentry"));
    assert_eq!(sentry.count(), 1, "{facts:#?}");
}
