import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.test_queries import *
import traceback, os
@pytest.mark.django_db
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_dump(row, world):
    people = [person for person in representatives(row) if person in DIFFERENT] or representatives(row)[:1]
    with open("/tmp/P_dump.txt","a") as f:
      for person in people:
        user = world.person(person); path=row.path(world); client=sign_in(Client(),user); client.get(path)
        with CaptureQueriesContext(connection) as q:
            a=client.get(path); b"".join(a)
        qs=[x["sql"] for x in q.captured_queries if "SAVEPOINT" not in x["sql"]]
        print("=====",row.name,person,len(qs),file=f)
        for s in qs: 
            import re
            s=re.sub(r"SELECT .*? FROM","SELECT .. FROM",s)
            print("   ",s[:330],file=f)
