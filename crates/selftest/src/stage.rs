//! What all rows share: the program, a folder on the disk that is tried, and a key made for the purpose.

use std::path::{Path, PathBuf};

use stopgate_gate::SigningKey;
use stopgate_system::{TrialFolder, noise, own_program};

use crate::tries::Halt;

/// Who approves and decides.
pub(crate) const SIGNER: &str = "selftest@example.org";

/// Name of the private key in the folder of the stage.
const KEY: &str = "key";

/// The temporary directory of all calls: what steps leave in it stays there from run to run.
pub(crate) const TEMPORARY: &str = "tmp";

/// The sandbox of steps that name none, as `doctor` calls it.
const WALLS: &str = "sandbox workspace-write";

/// Where rows are tried. It is removed with its owner.
#[derive(Debug)]
pub struct Stage {
    pub(crate) program: PathBuf,
    pub(crate) folder: TrialFolder,
    /// The line of `.stopgate/allowed_signers`.
    pub(crate) signers: String,
    /// Why steps cannot be shut in here; none where they can.
    pub(crate) no_walls: Option<String>,
}

impl Stage {
    /// A stage below a place, with this program or another one.
    ///
    /// # Errors
    /// When nothing can be written there, or the machine cannot be looked at.
    pub fn below(place: &Path, program: Option<PathBuf>) -> Result<Self, Halt> {
        let folder = TrialFolder::below(place)?;
        let (private, public) =
            SigningKey::generate(&noise()?).map_err(|trouble| Halt::Cannot(trouble.to_string()))?;
        folder.write(KEY, private.as_bytes())?;
        folder.part(TEMPORARY)?;
        let program = program.map_or_else(own_program, Ok)?;
        let mut stage = Self {
            program,
            folder,
            signers: format!("{SIGNER} {public}\n"),
            no_walls: None,
        };
        stage.no_walls = stage.lacks_walls()?;
        Ok(stage)
    }

    /// The folder of all rows.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The private key.
    pub(crate) fn key(&self) -> PathBuf {
        self.folder.path().join(KEY)
    }

    /// Asks the program itself whether it can shut steps in.
    fn lacks_walls(&self) -> Result<Option<String>, Halt> {
        let scene = crate::scene::Scene::bare(self)?;
        let said = scene.call(&["doctor"])?;
        let found: serde_json::Value = serde_json::from_str(&said.stdout).unwrap_or_default();
        let checks = found["checks"].as_array();
        let walls = checks
            .into_iter()
            .flatten()
            .find(|check| check["name"] == WALLS);
        Ok(match walls {
            Some(check) if check["works"] == true => None,
            Some(check) => Some(check["found"].as_str().unwrap_or_default().to_owned()),
            None => Some("`stopgate doctor` does not say".to_owned()),
        })
    }
}
