//! Live updates: one event stream per browser, for the page or the diary that it shows, fed by what follows acts.
//!
//! An event carries no personal data, only which page or diary changed; the page asks again for itself. The right to listen is the
//! right to read: it is asked when the stream opens and at least every half minute after (abuse case 13).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use parta_actions::{page_facts, sign_in};
use parta_school::access::{Student, may_read_diary, may_read_page};
use parta_school::ids::{PageId, PersonId};
use parta_store::outbox::{self, News, Parcel};
use parta_store::{accounts, people};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::app::App;
use crate::forms::Asked;
use crate::reply::{Reply, Trouble};
use crate::visitor::Desk;

/// How long a right that was looked up is taken for granted.
const TRUST: Duration = Duration::from_secs(25);

/// What a page listens to.
#[derive(Debug, Deserialize)]
pub struct Subject {
    topic: String,
    id: String,
}

/// `GET /stream?topic=page&id=12`, `GET /stream?topic=diary&id=5`
pub async fn stream(desk: Desk, Asked(subject): Asked<Subject>) -> Reply {
    let topic = Topic::parse(&subject)?;
    topic.ask(&desk).await?;
    let (parcels, stopped) = (desk.app.db.parcels(), desk.app.stopped());
    let listener = Listener { desk, topic, parcels, stopped, asked: Instant::now() };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<Event, Infallible>(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response())
}

#[derive(Clone, Copy)]
enum Topic {
    Page(PageId),
    Diary(PersonId),
}

impl Topic {
    fn parse(subject: &Subject) -> Reply<Self> {
        match subject.topic.as_str() {
            "page" => Ok(Self::Page(subject.id.parse().map_err(|_| Trouble::unknown())?)),
            "diary" => Ok(Self::Diary(subject.id.parse().map_err(|_| Trouble::unknown())?)),
            _ => Err(Trouble::unknown()),
        }
    }

    /// Whether the visitor may read what he or she wants to hear of.
    async fn ask(self, desk: &Desk) -> Reply<()> {
        let mut read = desk.read().await?;
        let today = desk.visitor.today(read.now());
        match self {
            Self::Page(page) => {
                let facts = page_facts(&mut read, page, today).await?;
                may_read_page(&desk.visitor.who, &facts.for_policy()).map(drop)?;
            }
            Self::Diary(student) => {
                let class = people::class_on(&mut read, student, today).await?.ok_or_else(Trouble::unknown)?;
                may_read_diary(&desk.visitor.who, &Student { id: student, class }).map(drop)?;
            }
        }
        Ok(())
    }

    fn event(self, news: &News) -> Option<Event> {
        match (self, news) {
            (Self::Page(mine), News::Page { page, lesson }) if mine.0 == *page => {
                Some(Event::default().event("page").data(json!({ "page": page, "lesson": lesson }).to_string()))
            }
            (Self::Diary(mine), News::Diaries { students }) if students.contains(&mine.0) => {
                Some(Event::default().event("diary").data(json!({ "student": mine }).to_string()))
            }
            _ => None,
        }
    }
}

struct Listener {
    desk: Desk,
    topic: Topic,
    parcels: Receiver<Parcel>,
    stopped: watch::Receiver<bool>,
    /// When the right to listen was last looked up.
    asked: Instant,
}

impl Listener {
    /// The next event; nothing once the server stops or the right is gone.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let news = tokio::select! {
                parcel = self.parcels.recv() => self.heard(parcel)?,
                _ = self.stopped.changed() => return None,
                () = tokio::time::sleep(TRUST.saturating_sub(self.asked.elapsed())) => None,
            };
            if self.asked.elapsed() >= TRUST {
                self.ask_again().await?;
            }
            if news.is_some() {
                return news;
            }
        }
    }

    /// The event that a parcel is for this page; `None` when the stream is over.
    fn heard(&self, parcel: Result<Parcel, RecvError>) -> Option<Option<Event>> {
        match parcel {
            Ok(parcel) if parcel.institution == self.desk.visitor.who.institution => {
                Some(self.topic.event(&parcel.news))
            }
            Ok(_) => Some(None),
            // Too many at once: the page is told to look for itself.
            Err(RecvError::Lagged(_)) => Some(Some(Event::default().event("missed").data("{}"))),
            Err(RecvError::Closed) => None,
        }
    }

    /// Whether the session goes on and the right still holds; rights are read anew.
    async fn ask_again(&mut self) -> Option<()> {
        let (visitor, db) = (&self.desk.visitor, &self.desk.app.db);
        let mut threshold = db.threshold().await.ok()?;
        accounts::session(&mut threshold, &visitor.token_hash).await.ok()??;
        drop(threshold);
        let who = sign_in::who(db, visitor.session.account_id, visitor.session.institution_id).await.ok()??;
        self.desk.visitor.who = Arc::new(who);
        self.asked = Instant::now();
        self.topic.ask(&self.desk).await.ok()
    }
}

/// How often the digest of the access log is chained.
const DIGEST_EVERY: Duration = Duration::from_secs(300);

/// Chains the digests of the access logs of all institutions.
pub async fn chain_access_logs(app: App) {
    let mut stopped = app.stopped();
    loop {
        tokio::select! {
            () = tokio::time::sleep(DIGEST_EVERY) => {}
            _ = stopped.changed() => return,
        }
        if let Err(error) = chain_all(&app).await {
            tracing::warn!(%error, "access log");
        }
    }
}

async fn chain_all(app: &App) -> Result<(), parta_store::Error> {
    let mut threshold = app.db.threshold().await?;
    let institutions = parta_store::institutions::all(&mut threshold).await?;
    drop(threshold);
    for institution in institutions {
        parta_store::access_log::chain(&app.db, institution.id).await?;
    }
    Ok(())
}

/// Delivers what falls due: marks that become public.
pub async fn drain(app: App) {
    let mut stopped = app.stopped();
    loop {
        let pause = match outbox::deliver_due(&app.db).await {
            Ok(_) => Duration::from_millis(500),
            Err(error) => {
                tracing::warn!(%error, "outbox");
                Duration::from_secs(5)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => return,
        }
    }
}
