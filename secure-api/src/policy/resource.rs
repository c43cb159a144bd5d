//! What an argument of an endpoint is, and which resource it reaches.

/// What the pipeline vouches for in an argument of an endpoint.
#[derive(Debug, Clone, Copy)]
pub enum ArgumentKind {
    /// Comes from the server, not from the client: state, the principal.
    Server,
    /// Rows of a resource.
    Rows(RowArgument),
    /// Validated input that is not the body: query, path.
    Input(InputArgument),
    /// The validated body.
    Body(InputArgument),
    /// Whatever the client sent, unchecked.
    Unchecked,
}

/// An argument that is validated input.
#[derive(Debug, Clone, Copy)]
pub struct InputArgument {
    /// Where it stands in the request.
    pub source: InputSource,
    /// Why the input cannot stand there, if it cannot.
    pub misfit: Option<&'static str>,
    /// The fields that it leaves without a bound. A function, because an input may contain itself, which a constant could not say.
    pub unbounded: fn() -> Vec<Unbounded>,
}

impl InputArgument {
    /// Every field has a bound, and fits there.
    #[must_use]
    pub const fn bounded(source: InputSource) -> Self {
        Self { source, misfit: None, unbounded: Vec::new }
    }
}

/// Where an input stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputSource {
    /// The body, as JSON.
    Json,
    /// The body, as a form.
    Form,
    /// The body, as parts.
    Multipart,
    /// The query.
    Query,
    /// The captures of the path.
    Path,
    /// Header fields.
    Headers,
}

/// A field of an input without a bound.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unbounded {
    /// The input's name and the field's, such as `NewNote.text`.
    pub field: String,
    /// Why that is right.
    pub reason: &'static str,
}

/// An argument that reaches rows.
#[derive(Debug, Clone, Copy)]
pub struct RowArgument {
    /// The resource.
    pub resource: &'static ResourceInfo,
    /// Whether it loads one row, whose id stands in the path.
    pub loads_row: bool,
}

/// A resource, as `#[derive(Resource)]` describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceInfo {
    /// The type's name, for messages.
    pub name: &'static str,
    /// The table.
    pub table: &'static str,
    /// The id column.
    pub id: &'static str,
    /// The owner column, where there is one.
    pub owner: Option<&'static str>,
    /// The tenant column, where there is one. Every statement carries it.
    pub tenant: Option<&'static str>,
    /// Every column, in the order of the type's fields.
    pub columns: &'static [ColumnInfo],
}

/// A column of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Its name in the table.
    pub name: &'static str,
    /// What it holds, so that a rule compares it with a literal of that kind.
    pub holds: Holds,
}

/// What kind of literal a column can be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// `true` and `false`.
    Boolean,
    /// A type of the application's own. Compared with text, as an enum that is stored as text is.
    Other,
}
