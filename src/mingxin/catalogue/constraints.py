"""A foreign key over several columns, so that the database itself keeps what a single column cannot say."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model


class CompositeForeignKey(BaseConstraint):
    """FOREIGN KEY (columns) REFERENCES table (to_columns), deferred to the end of the transaction.

    It is part of the table's definition, so it survives SQLite's table rebuilds. The referenced columns need a
    unique constraint of their own.
    """

    def __init__(self, *, name: str, columns: tuple[str, ...], to_table: str, to_columns: tuple[str, ...]) -> None:
        super().__init__(name=name)
        self.columns = tuple(columns)
        self.to_table = to_table
        self.to_columns = tuple(to_columns)

    def constraint_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        if schema_editor is None:
            raise ValueError("a constraint is spelled by a schema editor")
        quote = schema_editor.quote_name
        here = ", ".join(quote(c) for c in self.columns)
        there = ", ".join(quote(c) for c in self.to_columns)
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({here}) REFERENCES {quote(self.to_table)} ({there}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        if model is None or schema_editor is None:
            raise ValueError("a constraint is made on a table, by a schema editor")
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        if model is None or schema_editor is None:
            raise ValueError("a constraint is made on a table, by a schema editor")
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing in Python: the database judges."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        kwargs.update(columns=self.columns, to_table=self.to_table, to_columns=self.to_columns)
        return path, (), kwargs

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CompositeForeignKey):
            return NotImplemented
        return self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.columns, self.to_table, self.to_columns))
