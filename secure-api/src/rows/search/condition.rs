//! Conditions: what a search compares.

use std::{fmt, marker::PhantomData, sync::Arc};

use crate::{
    error::{Error, Result},
    rows::Values,
};

/// How many comparisons one search can have.
const MOST_COMPARISONS: usize = 100;

/// How many values one search can compare with.
pub(super) const MOST_VALUES: usize = 1_000;

/// How deep conditions can stand inside each other.
const MOST_DEPTH: usize = 16;

/// What a search asks of rows of `R`: comparisons of columns that the resource declares for filters, by the methods of
/// [`Column`](crate::rows::Column).
///
/// A comparison with NULL is neither true nor false but unknown, as in SQL, and so is its negation: a row is found where the whole is true. It only ever
/// takes rows away from those that the access rule leaves.
///
/// ```
/// use secure_api::{prelude::*, rows::Condition};
/// # #[derive(Resource, sqlx::FromRow, serde::Serialize)]
/// # #[resource(table = "notes")]
/// # struct Note {
/// #     #[resource(id)] id: i64,
/// #     #[resource(owner)] owner_id: String,
/// #     #[resource(filter)] title: String,
/// #     #[resource(filter)] stars: Option<i64>,
/// # }
///
/// fn good_or_about(topic: &str) -> Condition<Note> {
///     let notes = Note::COLUMNS;
///     notes.stars.ge(4).or(notes.title.contains(topic)).and(notes.title.starts_with("draft").not())
/// }
/// ```
///
/// One of another resource is of another type:
///
/// ```compile_fail,E0308
/// # use secure_api::{prelude::*, rows::Condition};
/// # #[derive(Resource, sqlx::FromRow, serde::Serialize)]
/// # #[resource(table = "notes")]
/// # struct Note { #[resource(id)] id: i64, #[resource(filter)] title: String }
/// # #[derive(Resource, sqlx::FromRow, serde::Serialize)]
/// # #[resource(table = "tags")]
/// # struct Tag { #[resource(id)] id: i64, #[resource(filter)] name: String }
/// let both = Note::COLUMNS.title.eq("a").and(Tag::COLUMNS.name.eq("b"));
/// ```
///
/// # Bounds
///
/// A search has up to 100 comparisons with 1,000 values together, and conditions stand up to 16 deep inside each other. Where a client's input
/// makes more of them, running the search is refused with 422; bound the input, which says so at the member.
#[must_use = "a condition does nothing before a search has it"]
pub struct Condition<R> {
    node: Node,
    comparisons: usize,
    values: usize,
    depth: usize,
    of: PhantomData<fn() -> R>,
}

#[derive(Clone)]
pub(in crate::rows) enum Node {
    Compare {
        column: &'static str,
        comparison: Comparison,
        bind: Binds,
    },
    /// Every one is true. At least two.
    All(Vec<Self>),
    /// At least one is true. At least two.
    Any(Vec<Self>),
    Not(Box<Self>),
    /// What was too much to be kept.
    TooMuch,
}

/// Adds the values of a comparison to those of a statement.
pub(in crate::rows) type Binds = Arc<dyn Fn(&mut Values) -> Result<()> + Send + Sync>;

/// How a column is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rows) enum Comparison {
    /// With one value, by this operator.
    By(&'static str),
    /// With this many values, of which it is to be one.
    In(usize),
    /// With one text, which is to be somewhere in it.
    Contains,
    /// With one text, which is to be the beginning.
    StartsWith,
    /// With nothing: whether it is NULL.
    Null(bool),
}

impl<R> Condition<R> {
    pub(super) fn comparing(
        column: &'static str,
        comparison: Comparison,
        bind: impl Fn(&mut Values) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        let values = match comparison {
            Comparison::By(_) | Comparison::Contains | Comparison::StartsWith => 1,
            Comparison::In(values) => values,
            Comparison::Null(_) => 0,
        };
        let node = Node::Compare { column, comparison, bind: Arc::new(bind) };
        Self { node, comparisons: 1, values, depth: 1, of: PhantomData }.bounded()
    }

    /// Whether both are true.
    pub fn and(self, other: Self) -> Self {
        self.joined(other, Node::All, |node| match node {
            Node::All(nodes) => Ok(nodes),
            node => Err(node),
        })
    }

    /// Whether at least one of the two is true.
    pub fn or(self, other: Self) -> Self {
        self.joined(other, Node::Any, |node| match node {
            Node::Any(nodes) => Ok(nodes),
            node => Err(node),
        })
    }

    /// Whether it is false. What is unknown stays unknown, so that a row with a NULL is found by neither.
    #[expect(
        clippy::should_implement_trait,
        reason = "beside `and` and `or`, which no operator can be"
    )]
    pub fn not(self) -> Self {
        match self.node {
            // Twice is not at all, in three values too.
            Node::Not(node) => Self { node: *node, depth: self.depth - 1, ..self },
            node => Self {
                node: Node::Not(Box::new(node)),
                depth: self.depth.saturating_add(1),
                ..self
            }
            .bounded(),
        }
    }

    /// Lists of the same kind become one, so that a condition that a loop puts together is not deeper than one by hand.
    fn joined(
        self,
        other: Self,
        join: fn(Vec<Node>) -> Node,
        list: fn(Node) -> Result<Vec<Node>, Node>,
    ) -> Self {
        let mut nodes = Vec::new();
        // How deep the list is that both are in.
        let mut depth = 0;
        for (node, inside) in [(self.node, self.depth), (other.node, other.depth)] {
            match list(node) {
                Ok(more) => {
                    nodes.extend(more);
                    depth = depth.max(inside);
                }
                Err(node) => {
                    nodes.push(node);
                    depth = depth.max(inside.saturating_add(1));
                }
            }
        }
        let comparisons = self.comparisons.saturating_add(other.comparisons);
        let values = self.values.saturating_add(other.values);
        Self { node: join(nodes), comparisons, values, depth, of: PhantomData }.bounded()
    }

    /// What is too much is let go of at once, so that no loop of the application fills the memory, or the stack that it is read on.
    fn bounded(self) -> Self {
        let Self { comparisons, values, depth, .. } = self;
        let fits = comparisons <= MOST_COMPARISONS && values <= MOST_VALUES && depth <= MOST_DEPTH;
        // It stays too much, whatever it is joined with.
        if fits { self } else { Self { node: Node::TooMuch, comparisons: usize::MAX, ..self } }
    }

    pub(super) const fn node(&self) -> &Node {
        &self.node
    }
}

impl Node {
    /// Adds the values of every comparison to those of a statement, in their order.
    pub(in crate::rows) fn bind(&self, values: &mut Values) -> Result<()> {
        match self {
            Self::Compare { bind, .. } => bind(values),
            Self::All(nodes) | Self::Any(nodes) => {
                nodes.iter().try_for_each(|node| node.bind(values))
            }
            Self::Not(node) => node.bind(values),
            Self::TooMuch => Err(too_much()),
        }
    }
}

/// The refusal of a search that is too large.
pub(in crate::rows) fn too_much() -> Error {
    Error::invalid("#", "search", "this searches for too much at once")
}

// By hand: derives would ask the same of the resource.
impl<R> Clone for Condition<R> {
    fn clone(&self) -> Self {
        Self { node: self.node.clone(), ..*self }
    }
}

impl<R> fmt::Debug for Condition<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

impl fmt::Debug for Node {
    /// Without the values, which may be private.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare { column, comparison, .. } => write!(f, "{column} {comparison:?}"),
            Self::All(nodes) => f.debug_tuple("All").field(nodes).finish(),
            Self::Any(nodes) => f.debug_tuple("Any").field(nodes).finish(),
            Self::Not(node) => f.debug_tuple("Not").field(node).finish(),
            Self::TooMuch => f.write_str("TooMuch"),
        }
    }
}
