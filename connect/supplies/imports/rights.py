"""The rights of officials over their imports, and how long a file that was brought in is kept."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.registry import personal_data, retention
from connect.supplies.imports.models import SupplyImport, SupplyImportRow

KEPT = timedelta(days=30)  # since the last step


@personal_data.part("supply_imports", "supply_imports", "supply_import_rows")
def _imports(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(SupplyImport).where(SupplyImport.by_id == person.id).order_by(SupplyImport.id)
    inner = ("id", "by_id", "area_id", "columns", "done", "file", "file_key")
    return [personal_data.columns(one, *inner) for one in db.session.scalars(mine)]


@personal_data.erasure("supply_imports", "supply_import_rows")
def _forget(person: Person) -> None:
    mine = sa.select(SupplyImport.id).where(SupplyImport.by_id == person.id)
    db.session.execute(sa.delete(SupplyImportRow).where(SupplyImportRow.import_id.in_(mine)))
    db.session.execute(sa.delete(SupplyImport).where(SupplyImport.by_id == person.id))


retention.rows("supply_imports", KEPT, SupplyImport, lambda before: SupplyImport.changed_at <= before)
