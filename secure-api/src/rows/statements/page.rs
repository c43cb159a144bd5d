//! The text of a page of rows.

use super::{Confines, text::Text};
use crate::authz::{Filter, Reach};

/// In how many ways a page is read at most. A rule with more of them is read by one OR.
const MOST_WAYS: usize = 8;

impl Text {
    /// A page of the rows, in the order of their ids. Where a rule lets rows in by several ways, each is read by an index of its own,
    /// as far as the page needs it, and the rows are merged: under one OR no index has them in the order of their ids, and
    /// the database would read everything up to the last row of the page.
    pub(super) fn page(&mut self, is_first: bool, confines: Confines<'_>) -> &mut Self {
        let limit = self.others;
        self.others += 1;
        let ways = match confines.reach {
            Reach::All | Reach::Owned(_) => None,
            Reach::Filtered(filter) => filter.ways(MOST_WAYS),
        };
        let Some(ways) = ways.filter(|ways| ways.len() > 1) else {
            return self.rows(is_first, confines).in_order(limit);
        };
        let mut earlier: Vec<Filter> = Vec::new();
        for way in ways {
            let place = earlier.len();
            self.push(if place == 0 { "" } else { " UNION ALL " }).push("SELECT * FROM (");
            let reach = Reach::from(way.clone());
            self.rows(is_first, Confines { reach: &reach, ..confines });
            // A row is told once. Unknown is not true, so it is told here if an earlier way does not know it.
            for earlier in &earlier {
                self.push(" AND (").condition(earlier).push(" IS NOT TRUE)");
            }
            self.in_order(limit).push(") AS ").name(&format!("way {place}"));
            earlier.push(way);
        }
        let id = self.info().id;
        self.push(" ORDER BY ").list(id, ", ", |text, column| {
            text.name(column);
        });
        self.at_most(limit)
    }

    fn rows(&mut self, is_first: bool, confines: Confines<'_>) -> &mut Self {
        self.select();
        if is_first { self.every_listed(confines) } else { self.after(confines) }
    }

    fn in_order(&mut self, limit: usize) -> &mut Self {
        let id = self.info().id;
        self.push(" ORDER BY ").list(id, ", ", |text, column| {
            text.column(column);
        });
        self.at_most(limit)
    }
}
