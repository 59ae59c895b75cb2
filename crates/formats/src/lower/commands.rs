//! Everything in a plan that looks like a command in a place where plans have commands.

use stopgate_expressions::pattern;
use stopgate_markdown::{Block, BlockId, BlockKind, CodeBlock, Visibility};
use stopgate_model::{Cell, Command, Contract, Directory, Obstacle, Place, Plan, Sourced};
use stopgate_source::{Pattern, Span};

use super::Reader;
use super::command_words::{is_choice, is_command, may_be_command};
use super::directories::{self, Directories};
use super::found::{
    Found, add_output, apply_attributes, follow_directory, from_inline, line_obstacles,
};
use super::inline_commands::{self, InlineCommand, Trust};
use super::outline::Outline;
use super::records::Record;
use super::roles::Station;
use super::shell_lines::{self, ShellLine};
use super::shell_state::{changed_directory, contradicted, joined_path};
use super::{disguise, labels, outcomes};
use crate::file::ColumnSpec;

/// Languages whose lines are commands.
pub(crate) const SHELLS: &[&str] = &["sh", "bash", "shell"];
/// Languages whose lines behind a `$` are commands and the others output.
pub(super) const TRANSCRIPTS: &[&str] = &["console", "shell-session", "terminal", "shellsession"];

static PHASE: Pattern =
    pattern!(r"(?i)\b(?:phase|stage|milestone)\s+([0-9]+(?:\.[0-9]+)*|[A-Z])\b");

/// Reads the commands of a plan, in document order.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline, plan: &Plan) -> Vec<Command> {
    let scene = Scene::new(reader, outline, plan);
    let mut commands = Vec::new();
    for id in reader.tree.ids() {
        let block = reader.tree.block(id);
        match &block.kind {
            BlockKind::Code(code) => commands.extend(scene.of_code(id, code)),
            BlockKind::Paragraph => commands.extend(scene.of_paragraph(id)),
            BlockKind::Table => commands.extend(scene.of_table(id)),
            _ => {}
        }
    }
    commands.sort_by_key(|command| command.origin);
    commands
}

/// The document around its commands.
pub(super) struct Scene<'a> {
    reader: Reader<'a>,
    outline: &'a Outline,
    plan: &'a Plan,
    directories: Directories,
}

impl<'a> Scene<'a> {
    pub(super) fn new(reader: Reader<'a>, outline: &'a Outline, plan: &'a Plan) -> Self {
        Self {
            reader,
            outline,
            plan,
            directories: Directories::read(&plan.texts, outline),
        }
    }

    /// A command that stands as inline code, with what is said about its outcome.
    pub(super) fn inline(
        &self,
        inline: InlineCommand,
        outcome: Option<String>,
        station: Station<'_>,
        block: &Block,
    ) -> Option<Command> {
        let outcome = outcome.map(|outcome| Sourced::new(outcome, block.span));
        self.command(from_inline(inline, outcome), station, block)
    }

    fn of_code(&self, id: BlockId, code: &CodeBlock) -> Vec<Command> {
        let block = self.reader.tree.block(id);
        let station = self.reader.station(self.outline, block.span);
        if station.role.is_none() || !labels::allow(self.reader, station, id) {
            return Vec::new();
        }
        let language = code.language();
        let named = |list: &[&str]| {
            language
                .as_deref()
                .is_some_and(|language| list.contains(&language))
        };
        let prompted = code
            .lines
            .iter()
            .any(|line| self.text(*line).trim_start().starts_with("$ "));
        let found = match &code.info {
            None if prompted => self.transcript(code, &Place::Console),
            None => self.lines(id, code, Place::Indented),
            Some(_) if named(TRANSCRIPTS) || (named(SHELLS) && prompted) => {
                self.transcript(code, &Place::Console)
            }
            Some(_) if named(SHELLS) || language.is_none() => {
                self.lines(id, code, Place::Fence(language))
            }
            Some(_) => Vec::new(),
        };
        let found = follow_directory(found);
        let lead = self.lead_forbids(id, station);
        found
            .into_iter()
            .filter_map(|mut found| {
                found
                    .obstacles
                    .extend(lead.then_some(Obstacle::OnlyMentioned));
                self.command(found, station, block)
            })
            .collect()
    }

    /// True where the paragraph or heading in front of a block says that it must not, may not yet, or
    /// only sometimes be run.
    fn lead_forbids(&self, id: BlockId, station: Station<'_>) -> bool {
        let block = self.reader.tree.block(id);
        let siblings = match block.parent {
            Some(parent) => &self.reader.tree.block(parent).children,
            None => &self.reader.tree.section(block.section).blocks,
        };
        let before = siblings[..siblings.partition_point(|other| *other < id)].last();
        let lead = before.map(|before| self.reader.tree.prose(*before).text().to_owned());
        let heading = station
            .section
            .map(|at| self.outline.sections[at].title.clone());
        lead.is_some_and(|lead| inline_commands::forbids_what_follows(&lead))
            || heading.is_some_and(|heading| inline_commands::is_no_plan(&heading))
    }

    fn lines(&self, id: BlockId, code: &CodeBlock, place: Place) -> Vec<Found> {
        let lines = shell_lines::split(self.reader.tree, &code.lines);
        let untagged = !matches!(place, Place::Fence(Some(_)));
        let speaks = |line: &ShellLine| is_command(&line.text) || line.text.starts_with("cd ");
        if untagged
            && !lines.first().is_some_and(|line| {
                speaks(line) || lines.iter().all(|line| may_be_command(&line.text))
            })
        {
            return Vec::new();
        }
        let mut directory: Option<Sourced<String>> = None;
        let behind = outcomes::behind_block(self.reader, id, lines.len());
        let mut found = Vec::new();
        for (line, behind) in lines.into_iter().zip(behind) {
            if let Some(path) = changed_directory(&line.text) {
                let path =
                    directory.map_or(path.clone(), |before| joined_path(&before.value, &path));
                directory = Some(Sourced::new(path, line.span));
                continue;
            }
            let said = line.comment.as_ref().and_then(outcomes::of_comment);
            found.push(Found {
                obstacles: line_obstacles(&line, &place),
                origin: line.span,
                moved: None,
                text: line.text,
                place: place.clone(),
                directory: directory.clone(),
                outcome: said.or(behind),
                timeout: None,
                contract: Contract::default(),
            });
        }
        apply_attributes(code, &mut found);
        found
    }

    /// Reads `$ command`, `> continuation`; the lines between are the expected output.
    fn transcript(&self, code: &CodeBlock, place: &Place) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut continues = false;
        for line in &code.lines {
            let text = self.text(*line).trim_end();
            let trimmed = text.trim_start();
            if let Some(command) = trimmed.strip_prefix("$ ") {
                let start = line.start() + text.len() - command.len();
                let span = Span::new(start, line.start() + text.len());
                let split = shell_lines::split(self.reader.tree, &[span]);
                let whole = split.into_iter().next();
                continues = whole.as_ref().is_some_and(|line| !line.finished);
                found.extend(whole.map(|line| Found {
                    obstacles: line_obstacles(&line, place),
                    origin: line.span,
                    text: line.text,
                    place: place.clone(),
                    directory: None,
                    moved: None,
                    outcome: None,
                    timeout: None,
                    contract: Contract::default(),
                }));
                continue;
            }
            let Some(last) = found.last_mut() else {
                continue;
            };
            match trimmed.strip_prefix("> ").filter(|_| continues) {
                // Only what a trailing backslash continues is one command to every reader.
                Some(more) => {
                    last.text.push('\n');
                    last.text.push_str(more);
                    last.origin = last.origin.join(*line);
                    continues = more.ends_with('\\');
                }
                None => add_output(last, text, *line),
            }
        }
        found
    }

    fn of_paragraph(&self, id: BlockId) -> Vec<Command> {
        let block = self.reader.tree.block(id);
        let station = self.reader.station(self.outline, block.span);
        let labelled = station.labels.is_some() && labels::begins(self.reader, station, id);
        if station.role.is_none() || !(station.inline || labelled) {
            return Vec::new();
        }
        let behind = outcomes::behind_block(self.reader, id, 1).pop().flatten();
        let behind = behind.filter(|_| labelled);
        let mut inline = inline_commands::read(self.reader, id, Trust::Prose);
        inline_commands::mark_choices(&mut inline);
        let whole = self.text(block.span);
        let found = inline.into_iter().map(|inline| {
            let outcome = outcomes::behind_inline(&inline.behind);
            let outcome = outcome.map(|outcome| Sourced::new(outcome, block.span));
            let outcome = outcome.or_else(|| behind.clone());
            let at = inline.origin.start() - block.span.start();
            let beside = directories::stated_beside(whole, at);
            let directory = beside.map(|path| Sourced::new(path, block.span));
            Found {
                directory,
                ..from_inline(inline, outcome)
            }
        });
        follow_directory(found.collect())
            .into_iter()
            .filter_map(|found| self.command(found, station, block))
            .collect()
    }

    fn of_table(&self, id: BlockId) -> Vec<Command> {
        let block = self.reader.tree.block(id);
        let station = self.reader.station(self.outline, block.span);
        let of_section = station.spec.map_or(&[][..], |spec| &spec.columns);
        let of_tasks = self
            .reader
            .format
            .phases
            .as_ref()
            .map_or(&[][..], |phases| &phases.columns);
        let columns = if self.reader.holds_tasks(self.outline, block.span) {
            of_tasks
        } else {
            of_section
        };
        if station.role.is_none() || !columns.iter().any(|column| column.command) {
            return Vec::new();
        }
        let rows = self.reader.rows(id, columns);
        rows.iter()
            .flat_map(|row| self.of_row(id, row, columns, station))
            .collect()
    }

    fn of_row(
        &self,
        table: BlockId,
        row: &Record,
        columns: &[ColumnSpec],
        station: Station<'_>,
    ) -> Vec<Command> {
        let Some(&header) = self.reader.tree.block(table).children.first() else {
            return Vec::new();
        };
        let ids = self.reader.column_ids(header, columns);
        let is_command = |id: &Option<String>| {
            columns
                .iter()
                .any(|column| column.command && id.as_ref() == Some(&column.id))
        };
        let cells = self.reader.tree.block(row.block).children.iter().zip(&ids);
        let outcome = row.cell("expected").filled().cloned();
        let phase = row.cell("phase");
        let mut commands = Vec::new();
        for (cell, _) in cells.filter(|(_, id)| is_command(id)) {
            let mut inline = inline_commands::read(self.reader, *cell, Trust::Declared);
            inline_commands::mark_choices(&mut inline);
            let block = self.reader.tree.block(*cell);
            for inline in inline {
                let found = from_inline(inline, outcome.clone());
                let command = self.command(found, station, block);
                commands.extend(command.map(|command| self.in_phase_of(command, &phase)));
            }
        }
        commands
    }

    /// A check belongs to the phase that its row names.
    fn in_phase_of(&self, mut command: Command, phase: &Cell) -> Command {
        let Some(text) = phase.text() else {
            return command;
        };
        let label = PHASE.captures(text).map_or(text.trim(), |found| {
            found.get(1).map_or("", |label| label.as_str())
        });
        let label = label.to_lowercase();
        let named = self
            .plan
            .phases
            .iter()
            .position(|phase| phase.label.as_ref() == Some(&label));
        command.phase = named.or(command.phase);
        command
    }

    fn command(&self, found: Found, station: Station<'_>, block: &Block) -> Option<Command> {
        let obstacles = self.obstacles(&found, block);
        let around = self.directories.of(found.origin);
        let directory = match (found.directory, &around) {
            (None, _) => around.clone(),
            (Some(own), Directory::Stated(base))
                if base.value != "." && base.value != own.value && found.place != Place::Inline =>
            {
                Directory::Contradictory(vec![own.value, base.value.clone()])
            }
            (Some(own), _) => Directory::Stated(own),
        };
        let directory = found.moved.map_or_else(
            || directory.clone(),
            |moved| contradicted(moved, &directory),
        );
        let outcome = found.outcome;
        let role = station.role?;
        Some(Command {
            expectations: outcome
                .as_ref()
                .map_or_else(Vec::new, |outcome| outcomes::expectations(&outcome.value)),
            directory,
            phase: self
                .outline
                .phase_at(found.origin)
                .or_else(|| self.phase_of_item(block, role)),
            section: station.section,
            text: found.text,
            origin: found.origin,
            place: found.place,
            role,
            outcome,
            timeout: found.timeout,
            contract: found.contract,
            obstacles,
        })
    }

    /// What speaks against running a command where it stands.
    fn obstacles(&self, found: &Found, block: &Block) -> Vec<Obstacle> {
        let mut obstacles = found.obstacles.clone();
        if !block.certain {
            obstacles.insert(0, Obstacle::TwoReadings);
        }
        if let Visibility::Hidden(concealment) = block.visibility {
            obstacles.insert(0, Obstacle::Hidden(concealment.describe()));
        }
        if let BlockKind::Code(CodeBlock {
            info: Some(_),
            closed: false,
            ..
        }) = block.kind
        {
            obstacles.push(Obstacle::UnclosedFence);
        }
        obstacles.extend(disguise::found(self.text(found.origin)).map(Obstacle::Disguised));
        if disguise::has_lone_return(self.text(block.span)) {
            obstacles.push(Obstacle::Disguised(
                "a carriage return that ends no line".to_owned(),
            ));
        }
        if is_choice(&found.text) {
            obstacles.push(Obstacle::Alternative);
        }
        obstacles
    }

    /// `- Phase 3: …` in a rollback list speaks of that phase.
    fn phase_of_item(&self, block: &Block, role: stopgate_model::Role) -> Option<usize> {
        if role != stopgate_model::Role::Rollback {
            return None;
        }
        let found = PHASE.captures(self.text(block.span))?;
        let label = found[1].to_lowercase();
        self.plan
            .phases
            .iter()
            .position(|phase| phase.label.as_ref() == Some(&label))
    }

    fn text(&self, span: Span) -> &str {
        self.reader.tree.source().slice(span)
    }
}
