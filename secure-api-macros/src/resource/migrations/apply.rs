//! Statements, one after the other, onto the schema.

use sqlparser::{
    ast::{
        AlterColumnOperation, AlterIndexOperation, AlterTable, AlterTableOperation, ColumnDef,
        ColumnOption, ConstraintCharacteristics, CreateIndex, CreateTable, Expr, Ident,
        IndexColumn, IndexType, ObjectName, ObjectType, RenameTableNameKind, Statement,
        TableConstraint,
    },
    parser::{Parser, ParserError},
    tokenizer::Token,
};

use crate::resource::migrations::{
    read::File,
    schema::{Arbiter, Column, Dialect, Index, Name, NotNull, Place, Schema, Table, Unclear},
    split::{Piece, Subject, split},
    types::{PostgresType, SqliteType, is_serial, tells_apart},
};

/// Whether a statement was understood; if not, why.
type Understood = Result<(), String>;

impl Schema {
    /// What these files lead to, read as this dialect.
    pub(super) fn read(dialect: Dialect, files: &[File]) -> Self {
        let mut schema = Self::new(dialect);
        for file in files {
            match split(dialect, &file.sql) {
                Ok(pieces) => pieces.into_iter().for_each(|piece| schema.run(piece, &file.name)),
                Err((line, why)) => {
                    let place = Place { file: file.name.clone(), line };
                    schema.unclear.push(Unclear { piece: None, place, why });
                }
            }
        }
        schema
    }

    fn run(&mut self, piece: Piece, file: &str) {
        let place = Place { file: file.to_owned(), line: piece.line() };
        let (line, why) = match piece.subject() {
            Subject::Other => return,
            Subject::View(name) => return self.views.push(name),
            Subject::Tables => match parse(self.dialect, &piece) {
                Ok(statement) => match self.apply(statement, &place) {
                    Ok(()) => return,
                    Err(why) => (place.line, why),
                },
                Err((line, why)) => (line.unwrap_or(place.line), why),
            },
        };
        self.unclear.push(Unclear { piece: Some(piece), place: Place { line, ..place }, why });
    }

    fn apply(&mut self, statement: Statement, place: &Place) -> Understood {
        match statement {
            Statement::CreateTable(create) => {
                self.create_table(&create, place);
                Ok(())
            }
            Statement::CreateVirtualTable { name, .. } => {
                let mut table = Table::new(self.name(&name), place);
                table.columns_elsewhere = true;
                self.add(table);
                Ok(())
            }
            Statement::CreateIndex(create) => {
                self.create_index(&create, place);
                Ok(())
            }
            Statement::AlterTable(alter) => self.alter_table(alter, place),
            Statement::AlterIndex {
                name,
                operation: AlterIndexOperation::RenameIndex { index_name },
            } => {
                let (old, new) = (self.name(&name).name, self.name(&index_name).name);
                self.rename_index(&old, &new);
                Ok(())
            }
            Statement::Drop { object_type, names, .. } => {
                self.drop(object_type, &names);
                Ok(())
            }
            _ => Err("such a statement is not known".to_owned()),
        }
    }

    fn add(&mut self, table: Table) {
        if let Some(position) = self.position(&table.name) {
            self.tables.remove(position);
        }
        self.tables.push(table);
    }

    fn create_table(&mut self, create: &CreateTable, place: &Place) {
        let name = self.name(&create.name);
        // A temporary table is gone when its connection ends.
        if create.temporary || (create.if_not_exists && self.position(&name).is_some()) {
            return;
        }
        let mut table = Table::new(name, place);
        table.keys_are_not_null = create.strict || create.without_rowid;
        table.columns_elsewhere = create.query.is_some()
            || create.like.is_some()
            || create.clone.is_some()
            || create.inherits.is_some()
            || create.partition_of.is_some();
        for column in &create.columns {
            self.add_column(&mut table, column, place);
        }
        for constraint in &create.constraints {
            // A constraint `USING INDEX` is one of ALTER TABLE only, so nothing can be missing.
            let _ = self.add_constraint(&mut table, constraint, place);
        }
        self.add(table);
    }

    fn add_column(&self, table: &mut Table, definition: &ColumnDef, place: &Place) {
        let name = self.ident(&definition.name);
        let place = at(place, &definition.name);
        let declared = definition.data_type.to_string();
        let mut column = Column {
            name: name.clone(),
            sqlite: SqliteType::of(&declared),
            postgres: PostgresType::of(&declared),
            not_null: NotNull { sqlite: false, postgres: is_serial(&declared) },
            filled: self.dialect == Dialect::Postgres && is_serial(&declared),
            declared,
            collation: None,
            place: place.clone(),
        };
        let mut keys = Vec::new();
        for option in &definition.options {
            let constraint = option.name.as_ref().map(|name| self.ident(name));
            match &option.option {
                ColumnOption::NotNull => column.not_null = NotNull { sqlite: true, postgres: true },
                // A computed column may be NULL; an identity column is not.
                ColumnOption::Generated { generation_expr, .. } => {
                    column.not_null.postgres |= generation_expr.is_none();
                    column.filled = true;
                }
                ColumnOption::Default(value) => column.filled = !is_null(value),
                ColumnOption::Collation(collation) => {
                    column.collation = Some(self.name(collation));
                }
                ColumnOption::PrimaryKey(key) => {
                    keys.push((constraint, true, is_looked_at_late(key.characteristics.as_ref())));
                }
                ColumnOption::Unique(key) => {
                    keys.push((constraint, false, is_looked_at_late(key.characteristics.as_ref())));
                }
                _ => {}
            }
        }
        table.columns.push(column);
        for (constraint, is_primary, is_late) in keys {
            let columns = vec![Some(name.clone())];
            if is_primary {
                self.primary_key(table, &columns);
            }
            let arbiter =
                (!is_late).then(|| Arbiter { columns: vec![name.clone()], of_null: None });
            self.add_unique(table, constraint, columns, is_primary, arbiter, place.clone());
        }
    }

    fn add_unique(
        &self,
        table: &mut Table,
        name: Option<String>,
        columns: Vec<Option<String>>,
        is_primary: bool,
        arbiter: Option<Arbiter>,
        place: Place,
    ) {
        // PostgreSQL names what has no name, and may drop it by that.
        let kind = if is_primary { "pkey" } else { "key" };
        let name = name
            .or_else(|| Some(self.implied(table, if is_primary { &[] } else { &columns }, kind)));
        table.indexes.push(Index {
            name,
            columns,
            unique: true,
            partial: false,
            finds_equal: true,
            arbiter,
            place,
        });
    }

    fn implied(&self, table: &Table, columns: &[Option<String>], kind: &str) -> String {
        let mut parts = vec![table.name.name.as_str()];
        parts.extend(columns.iter().map(|column| column.as_deref().unwrap_or("expr")));
        parts.push(kind);
        parts.join("_")
    }

    /// The columns of a primary key are NOT NULL, but on SQLite, unless it is the number of the row itself.
    fn primary_key(&self, table: &mut Table, columns: &[Option<String>]) {
        let standard = table.keys_are_not_null;
        for name in columns.iter().flatten() {
            let Some(column) = table.column_mut(|other| self.same(other, name)) else { continue };
            column.not_null.postgres = true;
            let is_row_id = columns.len() == 1 && column.declared.eq_ignore_ascii_case("integer");
            column.not_null.sqlite |= is_row_id || standard;
            column.filled |= is_row_id && self.dialect == Dialect::Sqlite;
        }
    }

    fn add_constraint(
        &self,
        table: &mut Table,
        constraint: &TableConstraint,
        place: &Place,
    ) -> Understood {
        match constraint {
            TableConstraint::PrimaryKey(key) => {
                let columns = self.key_columns(table, &key.columns);
                self.primary_key(table, &columns);
                let name = key.name.as_ref().map(|name| self.ident(name));
                let arbiter = self.arbiter(table, &key.columns, key.characteristics.as_ref());
                self.add_unique(table, name, columns, true, arbiter, place_of(place, &key.columns));
            }
            TableConstraint::Unique(key) => {
                let columns = self.key_columns(table, &key.columns);
                let name = key.name.as_ref().map(|name| self.ident(name));
                let arbiter = self.arbiter(table, &key.columns, key.characteristics.as_ref());
                self.add_unique(
                    table,
                    name,
                    columns,
                    false,
                    arbiter,
                    place_of(place, &key.columns),
                );
            }
            TableConstraint::PrimaryKeyUsingIndex(key) | TableConstraint::UniqueUsingIndex(key) => {
                let old = self.ident(&key.index_name);
                let same = |index: &&mut Index| {
                    index.name.as_deref().is_some_and(|name| self.same(name, &old))
                };
                let index = table.indexes.iter_mut().find(same);
                let index = index.ok_or_else(|| format!("no index `{old}` is there"))?;
                if let Some(name) = &key.name {
                    index.name = Some(self.ident(name));
                }
                if is_looked_at_late(key.characteristics.as_ref()) {
                    index.arbiter = None;
                }
                if matches!(constraint, TableConstraint::PrimaryKeyUsingIndex(_)) {
                    let columns = index.columns.clone();
                    self.primary_key(table, &columns);
                }
            }
            // Two rows exclude each other only if each element agrees, so a column that is compared by `=` confines it.
            TableConstraint::Exclude(exclude) => {
                let columns = exclude.elements.iter().map(|element| {
                    let is_equal = element.operator.to_string() == "=";
                    self.key_column(table, &element.column).filter(|_| is_equal)
                });
                table.indexes.push(Index {
                    name: exclude.name.as_ref().map(|name| self.ident(name)),
                    columns: columns.collect(),
                    unique: true,
                    partial: true,
                    finds_equal: false,
                    arbiter: None,
                    place: place.clone(),
                });
            }
            // Neither makes values unique nor finds them. `Index` is no syntax of these databases.
            TableConstraint::ForeignKey(_) | TableConstraint::Check(_) => {}
            _ => return Err("such a constraint is not known".to_owned()),
        }
        Ok(())
    }

    fn key_columns(&self, table: &Table, columns: &[IndexColumn]) -> Vec<Option<String>> {
        columns.iter().map(|column| self.key_column(table, column)).collect()
    }

    /// The column itself, in the spelling of the table; nothing for an expression, a collation of its own among them.
    fn key_column(&self, table: &Table, column: &IndexColumn) -> Option<String> {
        self.column_named(table, &column.column.expr)
    }

    fn arbiter(
        &self,
        table: &Table,
        columns: &[IndexColumn],
        characteristics: Option<&ConstraintCharacteristics>,
    ) -> Option<Arbiter> {
        if is_looked_at_late(characteristics) {
            return None;
        }
        // A collation of the index may take two owners for one, and the row that is there would be found by it.
        let columns = columns.iter().map(|column| match &column.column.expr {
            Expr::Collate { expr, collation } => tells_apart(self.dialect, &self.name(collation))
                .then(|| self.column_named(table, expr))
                .flatten(),
            expr => self.column_named(table, expr),
        });
        Some(Arbiter { columns: columns.collect::<Option<_>>()?, of_null: None })
    }

    fn column_named(&self, table: &Table, expr: &Expr) -> Option<String> {
        let Expr::Identifier(name) = expr else { return None };
        let name = self.ident(name);
        table
            .columns
            .iter()
            .map(|column| &column.name)
            .find(|other| self.same(other, &name))
            .cloned()
    }

    fn create_index(&mut self, create: &CreateIndex, place: &Place) {
        let Some(position) = self.position(&self.name(&create.table_name)) else { return };
        let Some(table) = self.tables.get(position) else { return };
        let columns = self.key_columns(table, &create.columns);
        let name = match &create.name {
            Some(name) => self.name(name).name,
            None => self.implied(table, &columns, "idx"),
        };
        if create.if_not_exists && self.index_is_there(&name) {
            return;
        }
        let of_null = create.predicate.as_ref().and_then(|predicate| match bare(predicate) {
            Expr::IsNull(column) => self.column_named(table, bare(column)),
            _ => None,
        });
        let arbiter = self.arbiter(table, &create.columns, None);
        let index = Index {
            name: Some(name),
            columns,
            unique: create.unique,
            partial: create.predicate.is_some(),
            finds_equal: matches!(create.using, None | Some(IndexType::BTree | IndexType::Hash)),
            arbiter: arbiter.map(|arbiter| Arbiter { of_null, ..arbiter }),
            place: place.clone(),
        };
        if let Some(table) = self.tables.get_mut(position) {
            table.indexes.push(index);
        }
    }

    fn index_is_there(&self, name: &str) -> bool {
        let mut indexes = self.tables.iter().flat_map(|table| &table.indexes);
        indexes.any(|index| index.name.as_deref().is_some_and(|other| self.same(other, name)))
    }

    fn rename_index(&mut self, old: &str, new: &str) {
        let dialect = self.dialect;
        for index in self.tables.iter_mut().flat_map(|table| &mut table.indexes) {
            if index.name.as_deref().is_some_and(|name| dialect.same(name, old)) {
                index.name = Some(new.to_owned());
            }
        }
    }

    fn drop(&mut self, what: ObjectType, names: &[ObjectName]) {
        for name in names {
            let name = self.name(name);
            match what {
                ObjectType::Table => {
                    if let Some(position) = self.position(&name) {
                        self.tables.remove(position);
                    }
                }
                ObjectType::Index => self.drop_index(&name.name),
                ObjectType::Schema => {
                    let dialect = self.dialect;
                    // The schema's name is read like a table's; that of the schema which is searched stands for no schema.
                    let schema = Some(name.name).filter(|name| name != "public");
                    self.tables.retain(|table| match (&table.name.schema, &schema) {
                        (Some(of), Some(gone)) => !dialect.same(of, gone),
                        (None, None) => false,
                        _ => true,
                    });
                }
                // The first words said that it is one of those.
                _ => {}
            }
        }
    }

    fn drop_index(&mut self, name: &str) {
        let dialect = self.dialect;
        for table in &mut self.tables {
            table.indexes.retain(|index| {
                index.name.as_deref().is_none_or(|other| !dialect.same(other, name))
            });
        }
    }

    fn alter_table(&mut self, alter: AlterTable, place: &Place) -> Understood {
        // A table that no migration makes is not one of a resource.
        let Some(position) = self.position(&self.name(&alter.name)) else { return Ok(()) };
        let mut table = self.tables.remove(position);
        let mut understood = Ok(());
        for operation in alter.operations {
            understood = understood.and(self.alter(&mut table, operation, place));
        }
        self.tables.insert(position, table);
        understood
    }

    fn alter(
        &self,
        table: &mut Table,
        operation: AlterTableOperation,
        place: &Place,
    ) -> Understood {
        use AlterTableOperation as Operation;
        match operation {
            Operation::AddColumn { if_not_exists, column_def, .. } => {
                let name = self.ident(&column_def.name);
                if !if_not_exists || table.column_mut(|other| self.same(other, &name)).is_none() {
                    self.add_column(table, &column_def, place);
                }
            }
            Operation::DropColumn { column_names, .. } => {
                for name in column_names.iter().map(|name| self.ident(name)) {
                    table.columns.retain(|column| !self.same(&column.name, &name));
                    // With the column go the indexes that it is in.
                    table.indexes.retain(|index| {
                        !index.columns.iter().flatten().any(|column| self.same(column, &name))
                    });
                }
            }
            Operation::RenameColumn { old_column_name, new_column_name } => {
                let (old, new) = (self.ident(&old_column_name), self.ident(&new_column_name));
                if let Some(column) = table.column_mut(|name| self.same(name, &old)) {
                    column.name.clone_from(&new);
                }
                let in_indexes = table.indexes.iter_mut().flat_map(|index| {
                    let of_arbiter = index
                        .arbiter
                        .iter_mut()
                        .flat_map(|arbiter| arbiter.columns.iter_mut().chain(&mut arbiter.of_null));
                    index.columns.iter_mut().flatten().chain(of_arbiter)
                });
                for column in in_indexes.filter(|column| self.same(column, &old)) {
                    column.clone_from(&new);
                }
            }
            Operation::RenameTable {
                table_name: RenameTableNameKind::To(name) | RenameTableNameKind::As(name),
            } => {
                let new = self.name(&name);
                // A name alone stays in the schema.
                let schema = new.schema.or_else(|| table.name.schema.clone());
                let old = std::mem::replace(&mut table.name, Name { schema, name: new.name });
                table.former.push(old.name);
            }
            Operation::AddConstraint { constraint, .. } => {
                self.add_constraint(table, &constraint, place)?;
            }
            Operation::DropConstraint { name, .. } => {
                let name = self.ident(&name);
                table.indexes.retain(|index| {
                    index.name.as_deref().is_none_or(|other| !self.same(other, &name))
                });
            }
            Operation::RenameConstraint { old_name, new_name } => {
                let (old, new) = (self.ident(&old_name), self.ident(&new_name));
                for index in &mut table.indexes {
                    if index.name.as_deref().is_some_and(|name| self.same(name, &old)) {
                        index.name = Some(new.clone());
                    }
                }
            }
            Operation::AlterColumn { column_name, op } => {
                let name = self.ident(&column_name);
                let Some(column) = table.column_mut(|other| self.same(other, &name)) else {
                    return Ok(());
                };
                match op {
                    AlterColumnOperation::SetNotNull => {
                        column.not_null = NotNull { sqlite: true, postgres: true }
                    }
                    AlterColumnOperation::DropNotNull => column.not_null = NotNull::default(),
                    AlterColumnOperation::SetDataType { data_type, .. } => {
                        column.declared = data_type.to_string();
                        column.sqlite = SqliteType::of(&column.declared);
                        column.postgres = PostgresType::of(&column.declared);
                        column.collation = None;
                        column.place = at(place, &column_name);
                    }
                    AlterColumnOperation::SetDefault { value } => column.filled = !is_null(&value),
                    AlterColumnOperation::DropDefault => column.filled = false,
                    AlterColumnOperation::AddGenerated { .. } => column.filled = true,
                }
            }
            // What changes neither a column nor an index.
            Operation::EnableRowLevelSecurity
            | Operation::DisableRowLevelSecurity
            | Operation::ForceRowLevelSecurity
            | Operation::NoForceRowLevelSecurity
            | Operation::EnableTrigger { .. }
            | Operation::DisableTrigger { .. }
            | Operation::EnableAlwaysTrigger { .. }
            | Operation::EnableReplicaTrigger { .. }
            | Operation::EnableRule { .. }
            | Operation::DisableRule { .. }
            | Operation::EnableAlwaysRule { .. }
            | Operation::EnableReplicaRule { .. }
            | Operation::ReplicaIdentity { .. }
            | Operation::OwnerTo { .. }
            | Operation::ValidateConstraint { .. }
            | Operation::SetLogged
            | Operation::SetUnlogged
            | Operation::SetOptionsParens { .. } => {}
            other => return Err(format!("`{other}` is not known")),
        }
        Ok(())
    }
}

impl Table {
    fn new(name: Name, place: &Place) -> Self {
        Self {
            name,
            former: Vec::new(),
            columns: Vec::new(),
            indexes: Vec::new(),
            keys_are_not_null: false,
            columns_elsewhere: false,
            place: place.clone(),
        }
    }

    fn column_mut(&mut self, is: impl Fn(&str) -> bool) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| is(&column.name))
    }
}

/// The statement, if it is one to its end; else the line where it is not, and why.
fn parse(dialect: Dialect, piece: &Piece) -> Result<Statement, (Option<u64>, String)> {
    let grammar = dialect.grammar();
    let mut parser = Parser::new(grammar.as_ref()).with_tokens_with_locations(piece.tokens.clone());
    let statement = parser.parse_statement().map_err(|error| reworded(&error))?;
    let next = parser.peek_token();
    if next.token == Token::EOF {
        return Ok(statement);
    }
    Err((Some(next.span.start.line), format!("nothing is known of `{}` there", next.token)))
}

/// The parser's text ends with the place.
fn reworded(error: &ParserError) -> (Option<u64>, String) {
    let text = match error {
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text.as_str(),
        ParserError::RecursionLimitExceeded => "it is nested too deeply",
    };
    let (text, place) = text.split_once(" at Line: ").unwrap_or((text, ""));
    let line = place.split(',').next().and_then(|line| line.parse().ok());
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    (line, first + letters.as_str())
}

/// Whether a constraint may be looked at when the transaction ends; then no insert finds by it what is there.
fn is_looked_at_late(characteristics: Option<&ConstraintCharacteristics>) -> bool {
    characteristics
        .is_some_and(|stated| stated.deferrable == Some(true) || stated.initially.is_some())
}

fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => bare(inner),
        expr => expr,
    }
}

/// What a column holds anyway that has no other default.
fn is_null(value: &Expr) -> bool {
    value.to_string().eq_ignore_ascii_case("null")
}

/// Where a name stands.
fn at(place: &Place, name: &Ident) -> Place {
    let line = name.span.start.line;
    Place { line: if line == 0 { place.line } else { line }, ..place.clone() }
}

/// Where the first column of a key stands.
fn place_of(place: &Place, columns: &[IndexColumn]) -> Place {
    match columns.first().map(|column| &column.column.expr) {
        Some(Expr::Identifier(name)) => at(place, name),
        _ => place.clone(),
    }
}
