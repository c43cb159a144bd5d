//! The captures of the path.

use std::borrow::Cow;

use axum::extract::{FromRequestParts as _, Path, RawPathParams};

use super::{argument, read_text};
use crate::{
    clock::Instant,
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline},
    error::{Error, Result},
    input::{
        MemberInfo, SecureInput, StateRules, Valid, pointer_to, report::Origin,
        state::check_with_state,
    },
    policy::{ArgumentKind, InputSource},
};

impl<T: SecureInput> EndpointArgument for Valid<Path<T>> {
    const KIND: ArgumentKind = ArgumentKind::Input(argument::<T>(InputSource::Path, misfit::<T>()));
}

/// Why an input cannot come from a path, if it cannot.
const fn misfit<T: SecureInput>() -> Option<&'static str> {
    if MemberInfo::have_files(T::MEMBERS) {
        Some("a path holds no files\nhelp: take this as `Valid<Multipart<…>>`")
    } else if !T::FLAT {
        Some(
            "a path holds named texts: no lists, and no inputs inside\nhelp: write a struct with a field for each capture",
        )
    } else if T::HOLDS_SECRET {
        Some(
            "a secret stands in the URI here, which others write down\nhelp: take it as `Valid<Json<…>>` or `Valid<Form<…>>`",
        )
    } else {
        None
    }
}

impl<S: Sync, T: StateRules<S>> Argument<S, ViaPipeline> for Valid<Path<T>> {
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        let captures = RawPathParams::from_request_parts(request.parts_mut(), &()).await;
        let captures = captures.map_err(|refusal| match refusal.status().is_client_error() {
            true => Error::bad_request("the path is not UTF-8"),
            false => Error::internal(refusal),
        })?;
        let input = read_path(&captures, request.now())?;
        if T::ASKS {
            return check_with_state(input, state).await.map(|input| Self(Path(input)));
        }
        Ok(Self(Path(input)))
    }
}

/// Reads an input from the captures of a path. Those that `T` does not name are left to other arguments.
fn read_path<T: SecureInput>(captures: &RawPathParams, now: Instant) -> Result<T> {
    let pairs = captures.iter().map(|(name, value)| (Cow::from(name), Cow::from(value)));
    read_text(Origin::Path, now, pairs, Vec::new()).map_err(|error| {
        // What no capture can give is a mistake in the route and none of the client's.
        let is_captured = |name: &&str| captures.iter().any(|(capture, _)| capture == *name);
        let lacks = |member: &MemberInfo| !member.names.iter().any(is_captured);
        let is_missing = |member: &MemberInfo| {
            let pointers = member.names.first().map(|name| pointer_to(name));
            error.kind().failures().iter().any(|failure| {
                failure.code == "missing" && Some(&failure.pointer) == pointers.as_ref()
            })
        };
        if T::MEMBERS.iter().any(|member| lacks(member) && is_missing(member)) {
            return Error::internal("the route lacks a capture that `Valid<Path<…>>` reads");
        }
        error
    })
}
