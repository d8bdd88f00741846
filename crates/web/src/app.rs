//! What all requests share: the database, the keys, the institutions with their regulations, and how the world reaches us.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use parta_actions::keys::Keys;
use parta_actions::sign_in::Hashing;
use parta_school::ids::InstitutionId;
use parta_school::regulation::RegulationProfile;
use parta_store::institutions::{self, Institution};
use parta_store::{Db, Error};
use tokio::sync::watch;

use crate::guessing::Guessing;
use crate::pages::sign_in::DemoAccount;
use crate::pages::words::Words;

/// How a server is to run.
pub struct Options {
    pub db: Db,
    pub keys: Keys,
    /// Accounts that the sign-in page of a demonstration offers.
    pub demo: Vec<DemoSignIn>,
    /// `https://journal.school.example` where a proxy stands before us; nothing on a computer's own address.
    pub public_origin: Option<String>,
    /// A line across the top of every page of a demonstration.
    pub demo_banner: Option<String>,
}

/// An account of the demonstration.
#[derive(Debug, Clone)]
pub struct DemoSignIn {
    pub role: String,
    pub name: String,
    pub login: String,
    pub password: String,
}

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub(crate) struct App(Arc<Shared>);

pub(crate) struct Shared {
    pub db: Db,
    pub keys: Keys,
    pub hashing: Hashing,
    pub guessing: Guessing,
    pub demo: Vec<DemoAccount>,
    pub demo_banner: Option<String>,
    /// Scheme and host under which browsers know us.
    pub origin: String,
    /// Whether browsers reach us by HTTPS: then cookies are `Secure` and HSTS is sent.
    pub https: bool,
    houses: RwLock<HashMap<i64, Arc<House>>>,
    stopped: watch::Sender<bool>,
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// An institution with the regulation that it keeps its journal by.
pub(crate) struct House {
    pub institution: Institution,
    pub profile: &'static RegulationProfile,
    pub words: Words,
}

impl App {
    pub fn new(options: Options, local_origin: String) -> Self {
        let origin = options.public_origin.map_or(local_origin, |origin| origin.trim_end_matches('/').to_owned());
        let demo = options.demo.into_iter().map(|account| DemoAccount {
            role: account.role,
            name: account.name,
            login: account.login,
            password: account.password,
        });
        Self(Arc::new(Shared {
            db: options.db,
            hashing: Hashing::new(&options.keys),
            keys: options.keys,
            guessing: Guessing::default(),
            demo: demo.collect(),
            demo_banner: options.demo_banner,
            https: origin.starts_with("https://"),
            origin,
            houses: RwLock::default(),
            stopped: watch::Sender::new(false),
        }))
    }

    /// The institution, read once and kept.
    pub async fn house(&self, id: InstitutionId) -> Result<Arc<House>, Error> {
        if let Some(house) = self.houses.read().ok().and_then(|houses| houses.get(&id.0).cloned()) {
            return Ok(house);
        }
        let mut threshold = self.db.threshold().await?;
        let all = institutions::all(&mut threshold).await?;
        let institution = all.into_iter().find(|institution| institution.id == id);
        let institution = institution.ok_or_else(|| Error::inconsistent("institution", id.0, "нет такой"))?;
        let house = Arc::new(House::new(institution)?);
        if let Ok(mut houses) = self.houses.write() {
            houses.insert(id.0, Arc::clone(&house));
        }
        Ok(house)
    }

    /// Ends what would otherwise never end by itself: event streams.
    pub fn stop(&self) {
        self.stopped.send_replace(true);
    }

    /// Is done when the server stops.
    pub fn stopped(&self) -> watch::Receiver<bool> {
        self.stopped.subscribe()
    }
}

impl House {
    fn new(institution: Institution) -> Result<Self, Error> {
        let profile = RegulationProfile::builtin(&institution.profile).ok_or_else(|| {
            Error::inconsistent("institution", institution.id.0, format!("нет регламента «{}»", institution.profile))
        })?;
        let words = Words::of(profile);
        Ok(Self { institution, profile, words })
    }
}
