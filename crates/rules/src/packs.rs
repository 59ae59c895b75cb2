//! The packs in use: those that come with Stopgate, and those of the user.

use stopgate_expressions::words;
use stopgate_model::Plan;
use stopgate_source::Words;

use crate::{BrokenPack, Pack};

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// An expression of a built-in pack, as the table that it became.
pub(crate) fn compiled(expression: &str) -> Option<&'static Words> {
    let at = COMPILED.binary_search_by_key(&expression, |(text, _)| text);
    at.ok().map(|at| &COMPILED[at].1)
}

/// The packs in use, built-in ones first, and which of them apply to every plan.
#[derive(Clone, Debug, Default)]
pub struct Packs {
    all: Vec<Pack>,
    always: Vec<String>,
}

impl Packs {
    /// The built-in packs.
    ///
    /// # Errors
    /// When a built-in file is broken, which its test rules out.
    pub fn builtin() -> Result<Self, BrokenPack> {
        let read = |(name, text): &(&str, &str)| Pack::read_untried(name, text);
        Ok(Self {
            all: BUILTIN.iter().map(read).collect::<Result<_, _>>()?,
            always: Vec::new(),
        })
    }

    /// Adds the pack in a file of the user.
    ///
    /// # Errors
    /// When the file is broken, or its id is taken.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), BrokenPack> {
        let pack = Pack::read(name, text)?;
        if self.by_id(&pack.id).is_some() {
            return Err(BrokenPack {
                name: name.to_owned(),
                reason: format!(
                    "there is a pack `{}` already; give it an id of its own",
                    pack.id
                ),
            });
        }
        self.all.push(pack);
        Ok(())
    }

    /// Has packs apply to every plan; `name` says where they are named, for messages.
    ///
    /// # Errors
    /// When there is no pack of that id.
    pub fn apply_always(&mut self, name: &str, ids: &[String]) -> Result<(), BrokenPack> {
        if let Some(id) = ids.iter().find(|id| self.by_id(id).is_none()) {
            return Err(self.unknown(name, id));
        }
        self.always.extend_from_slice(ids);
        Ok(())
    }

    /// What to say of an id that no pack has.
    pub fn unknown(&self, name: &str, id: &str) -> BrokenPack {
        let known: Vec<&str> = self.all.iter().map(|pack| pack.id.as_str()).collect();
        BrokenPack {
            name: name.to_owned(),
            reason: format!("there is no pack `{id}`; there are {}", known.join(", ")),
        }
    }

    /// All packs.
    pub fn all(&self) -> &[Pack] {
        &self.all
    }

    /// The pack with this id.
    pub fn by_id(&self, id: &str) -> Option<&Pack> {
        self.all.iter().find(|pack| pack.id == id)
    }

    /// The packs that apply to a plan: by its words, named by its format, or named for all plans.
    pub fn of_plan<'a>(
        &'a self,
        plan: &'a Plan,
        named: &'a [String],
    ) -> impl Iterator<Item = &'a Pack> {
        self.all.iter().filter(|pack| {
            self.always.contains(&pack.id) || named.contains(&pack.id) || pack.applies_to(plan)
        })
    }
}

/// The packs for one document.
#[derive(Clone, Copy, Debug)]
pub struct PackChoice<'a> {
    /// The packs in use.
    pub packs: &'a Packs,
    /// Those that the format names.
    pub named: &'a [String],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_pack_is_sound() {
        let packs = Packs::builtin().unwrap();
        assert!(packs.all().len() >= 9);
        assert!(packs.all().iter().all(|pack| pack.len() >= 4));
        for (name, text) in &BUILTIN {
            assert!(Pack::read(name, text).is_ok_and(|pack| format!("{}.toml", pack.id) == *name));
        }
    }

    #[test]
    fn a_broken_pack_says_where_and_what() {
        let topic = "[[topic]]\nid = \"a\"\nmessage = \"m\"\nhelp = \"h\"\nquestion = \"q?\"\n";
        let head = "id = \"x\"\nname = \"X\"\nsummary = \"s\"\n";
        for (text, expected) in [
            ("id = 3\n".to_owned(), "line 1"),
            (format!("{head}{topic}words = \"(a\"\n"), "line 9: `(a`"),
            (format!("{head}{topic}words = \"a*\"\n"), "empty text"),
            (
                format!("{head}{topic}words = \"a\"\nrun = \"rm\"\n"),
                "unknown field",
            ),
            (
                format!("{head}{topic}words = \"a\"\n{topic}words = \"b\"\n"),
                "two topics",
            ),
            (
                format!("{head}{topic}words = \"a\"\nseverity = \"error\"\n"),
                "unknown variant",
            ),
        ] {
            let error = Pack::read("x.toml", &text).unwrap_err().to_string();
            assert!(
                error.contains("x.toml") && error.contains(expected),
                "{error}"
            );
        }
    }

    #[test]
    fn an_id_is_used_once_and_named_ids_exist() {
        let mut packs = Packs::builtin().unwrap();
        let taken = format!(
            "id = \"{}\"\nname = \"X\"\nsummary = \"s\"\n[[topic]]\nid = \"a\"\nwords = \"a\"\nmessage = \"m\"\nhelp = \"h\"\nquestion = \"q?\"\n",
            packs.all()[0].id
        );
        assert!(packs.add("mine.toml", &taken).is_err());
        let unknown = packs.apply_always("config.toml", &["nonsense".to_owned()]);
        assert!(unknown.is_err_and(|error| error.to_string().contains("there are")));
    }
}
