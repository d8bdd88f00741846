//! Live updates: one event stream per browser, fed by what follows acts.
//!
//! An event carries no personal data, only which page or diary changed; the page asks again for itself, so that the policy decides
//! anew. A stream ends with the right it was opened by: at every event the diary's reader must still be its reader.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use parta_actions::sign_in;
use parta_school::access::Actor;
use parta_store::outbox::{self, News, Parcel};
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::app::App;
use crate::visitor::Desk;

/// `GET /stream`
pub async fn stream(desk: Desk) -> Response {
    let listener = Listener { parcels: desk.app.db.parcels(), stopped: desk.app.stopped(), desk, checked: std::time::Instant::now() };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<Event, Infallible>(event), listener))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response()
}

struct Listener {
    desk: Desk,
    parcels: Receiver<Parcel>,
    stopped: watch::Receiver<bool>,
    /// When the right to listen was last looked up.
    checked: std::time::Instant,
}

impl Listener {
    /// The next event for this reader; nothing once the server stops or the right is gone.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let parcel = tokio::select! {
                parcel = self.parcels.recv() => parcel,
                _ = self.stopped.changed() => return None,
                () = tokio::time::sleep(Duration::from_secs(25)) => {
                    self.still_welcome().await?;
                    continue;
                }
            };
            match parcel {
                Ok(parcel) => {
                    if let Some(event) = self.event(&parcel) {
                        if self.checked.elapsed() > Duration::from_secs(25) {
                            self.still_welcome().await?;
                        }
                        return Some(event);
                    }
                }
                // Too many at once: the page is told to look for itself.
                Err(RecvError::Lagged(_)) => return Some(Event::default().event("missed").data("{}")),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn event(&self, parcel: &Parcel) -> Option<Event> {
        let who = &self.desk.visitor.who;
        if parcel.institution != who.institution {
            return None;
        }
        match &parcel.news {
            News::Page { page, lesson } if !who.is_family() => {
                Some(Event::default().event("page").data(json!({ "page": page, "lesson": lesson }).to_string()))
            }
            News::Page { .. } => None,
            News::Diaries { students } => {
                let student = students.iter().find(|student| listens_to(who, **student))?;
                Some(Event::default().event("diary").data(json!({ "student": student }).to_string()))
            }
        }
    }

    /// Whether the session goes on; reads the rights anew (abuse case 13: dead in 30 s).
    async fn still_welcome(&mut self) -> Option<()> {
        self.checked = std::time::Instant::now();
        let (visitor, db) = (&self.desk.visitor, &self.desk.app.db);
        let mut threshold = db.threshold().await.ok()?;
        parta_store::accounts::session(&mut threshold, &visitor.token_hash).await.ok()??;
        drop(threshold);
        let who = sign_in::who(db, visitor.session.account_id, visitor.session.institution_id).await.ok()??;
        self.desk.visitor.who = std::sync::Arc::new(who);
        Some(())
    }
}

fn listens_to(who: &Actor, student: i64) -> bool {
    let own = who.person.is_some_and(|person| person.0 == student);
    own || who.wards.iter().any(|ward| ward.0 == student) || !who.is_family()
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
