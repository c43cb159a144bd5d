//! Reads the parts of a body into memory, as far as the input has room for them.

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use futures_util::Stream;
use multer::{Field, Multipart};

use super::{
    disposition::Disposition,
    feed::{Feed, Given},
    part::Part,
};
use crate::{
    error::{Error, Result},
    input::{
        MemberInfo, Upload,
        report::{Flaw, Spoilt},
        rules,
        source::content_type::ContentType,
    },
};

/// So many parts are looked at: each costs a name, a head and a search, and forms that people fill in have fewer.
const MOST_PARTS: usize = 100;

/// A text part may be so long, or as long as the member's own rules say if that is more. Rules may speak of what is left after sanitizing,
/// so this is only what is kept until then.
const LONGEST_TEXT: u64 = 64 * 1024;

/// What an input is read from.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Members by their own names, and what was sent under names of no member.
    pub(super) members: Vec<(String, Part)>,
    pub(super) files: Vec<Option<Upload>>,
    pub(super) spoilt: Vec<Spoilt>,
}

/// Reads them. The stream has the limit of the whole; what is beyond that of a part is read and forgotten.
pub(super) async fn collect(
    members: &'static [MemberInfo],
    boundary: &str,
    body: impl Stream<Item = Result<Bytes>> + Send + Unpin,
) -> Result<Parts> {
    let given = Given::default();
    let mut source = Multipart::new(Feed::new(body, given.clone()), boundary);
    let mut parts = Parts::default();
    let mut count = 0;
    loop {
        given.begin();
        let Some(field) = source.next_field().await.map_err(malformed)? else { return Ok(parts) };
        count += 1;
        if count > MOST_PARTS {
            let message = format!("there are more than {MOST_PARTS} parts");
            return Err(Error::bad_request(message));
        }
        parts.read(members, Reader { field, given: &given }).await?;
    }
}

impl Parts {
    async fn read(
        &mut self,
        members: &'static [MemberInfo],
        mut part: Reader<'_, '_>,
    ) -> Result<()> {
        let Disposition { name, file_name } = part.head()?;
        let member = members.iter().find(|member| member.names.contains(&name.as_str()));
        let Some((member, info)) = member.and_then(|info| Some((*info.names.first()?, info)))
        else {
            self.members.push((name, Part::Nothing));
            return part.skip().await;
        };
        let known = self.members.iter().position(|(known, _)| known == member);
        if known.is_some() && !info.shape.is_list() {
            self.members.push((member.to_owned(), Part::Nothing));
            return part.skip().await;
        }
        let index =
            known.and_then(|known| self.members.get(known)).map_or(0, |(_, part)| part.count());
        let room = Room::of(info);
        // One more than there may be is enough for the rule to refuse it.
        if room.count.is_some_and(|most| u64::try_from(index).is_ok_and(|index| index > most)) {
            return part.skip().await;
        }
        let read = match (info.shape.is_file(), file_name) {
            (true, Some(claimed)) => match part.bytes(room.size.unwrap_or(u64::MAX)).await? {
                // What browsers send for a file that nobody has chosen.
                Some(content) if content.is_empty() && claimed.is_empty() => return Ok(()),
                Some(content) => {
                    self.files.push(Some(Upload::new(content, &claimed)));
                    Ok(Part::File(self.files.len().saturating_sub(1)))
                }
                None => Err(rules::too_large(room.size.unwrap_or(u64::MAX))),
            },
            (false, None) if part.is_plain() => part.text(room.size).await?.map(Part::Text),
            (is_file, _) => {
                part.skip().await?;
                let expected = if is_file { "must be a file" } else { "must be plain text" };
                Err(Flaw::new("type", expected))
            }
        };
        let read = read.unwrap_or_else(|flaw| {
            let element = info.shape.is_list().then_some(index);
            self.spoilt.push(Spoilt { member, element, flaw });
            Part::Nothing
        });
        self.put(member, info.shape.is_list(), read);
        Ok(())
    }

    fn put(&mut self, member: &str, is_list: bool, part: Part) {
        let known = self.members.iter_mut().find(|(known, _)| known == member);
        match (known, is_list) {
            (Some((_, Part::List(parts))), true) => parts.push(part),
            (_, true) => self.members.push((member.to_owned(), Part::List(vec![part]))),
            (_, false) => self.members.push((member.to_owned(), part)),
        }
    }
}

impl Part {
    fn count(&self) -> usize {
        match self {
            Self::List(parts) => parts.len(),
            _ => 1,
        }
    }
}

/// How much of a member is kept.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Of a list, how many elements.
    count: Option<u64>,
    /// The bytes of a file, or the characters of a text.
    size: Option<u64>,
}

impl Room {
    fn of(info: &MemberInfo) -> Self {
        match (info.shape.is_list(), info.bounds) {
            (true, bounds) => Self { count: bounds.first().copied(), size: bounds.get(1).copied() },
            (false, bounds) => Self { count: None, size: bounds.first().copied() },
        }
    }
}

/// One part while it arrives.
struct Reader<'a, 'r> {
    field: Field<'r>,
    given: &'a Given,
}

impl Reader<'_, '_> {
    /// What the part says of itself.
    fn head(&self) -> Result<Disposition> {
        let headers = self.field.headers();
        let plain = ["7bit", "8bit", "binary"];
        let is_encoded = headers.get("content-transfer-encoding").is_some_and(|field| {
            !plain.iter().any(|plain| field.as_bytes().eq_ignore_ascii_case(plain.as_bytes()))
        });
        if is_encoded {
            return Err(Error::bad_request("a part is encoded, which is no longer done"));
        }
        let field = headers.get(header::CONTENT_DISPOSITION);
        field
            .and_then(|field| Disposition::parse(field.as_bytes()))
            .ok_or_else(|| Error::bad_request("a part does not say clearly what its name is"))
    }

    /// Whether it is text, and says nothing else.
    fn is_plain(&self) -> bool {
        let headers: &HeaderMap = self.field.headers();
        headers.get(header::CONTENT_TYPE).is_none_or(|field| {
            ContentType::read(field).is_some_and(|only| only.is("text/plain") && only.is_utf8())
        })
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>> {
        self.given.begin();
        self.field.chunk().await.map_err(malformed)
    }

    /// Reads it to its end and forgets it.
    async fn skip(&mut self) -> Result<()> {
        while self.chunk().await?.is_some() {}
        Ok(())
    }

    /// The content, unless it has more bytes than that.
    async fn bytes(&mut self, most: u64) -> Result<Option<Bytes>> {
        let mut content = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            let size = content.len().saturating_add(chunk.len());
            if u64::try_from(size).map_or(true, |size| size > most) {
                drop(content);
                self.skip().await?;
                return Ok(None);
            }
            content.extend_from_slice(&chunk);
        }
        Ok(Some(content.into()))
    }

    /// The content as text, if it is not too long for any rule.
    async fn text(&mut self, characters: Option<u64>) -> Result<Result<String, Flaw>> {
        // A character has four bytes at most.
        let most = characters.unwrap_or(0).saturating_mul(4).max(LONGEST_TEXT);
        let Some(content) = self.bytes(most).await? else {
            let flaw = Flaw::new("length", format!("must be text of at most {most} bytes"));
            return Ok(Err(flaw));
        };
        let text = String::from_utf8(content.into());
        text.map(Ok).map_err(|_| Error::bad_request("a part is not UTF-8"))
    }
}

/// What the parser stops at: the body's own error, or that it is none of this type.
fn malformed(error: multer::Error) -> Error {
    let multer::Error::StreamReadFailed(error) = error else {
        return Error::bad_request("the body is not well-formed multipart/form-data");
    };
    error.downcast::<Error>().map_or_else(Error::internal, |error| *error)
}
