"""A small pilot that passes every check, to be broken in tests."""

import hashlib
import hmac
import json

from approdo.calibration.pilot import descriptor
from approdo.calibration.pilot.schema import AGGREGATE, PEOPLE

KEY = b"the owner's key, which never comes here"


def pid(number):
    """Return an id as a data owner makes it."""
    return hmac.new(KEY, str(number).encode(), "sha256").hexdigest()[:32]


def described(aggregate=False, **facts):
    """Return datapackage.json as a dictionary; `facts` replace those of the pilot."""
    about = descriptor.Descriptor("trial", 2020 * 12 + 4, 2021 * 12 + 11, 2090 * 12)
    document = descriptor.document(about, [AGGREGATE] if aggregate else list(PEOPLE))
    document["approdo"].update(facts)
    return document


def people(count=12):
    """Return the files of a valid pilot by name: `count` people in Bologna and Milano, two spells of housing each."""
    person = [
        "pid,group,territory,observed_from,observed_to,sex,age_band,family_type,permit_type,exit_month,consent_basis"
    ]
    housing = ["pid,start,end,state,ethos_light"]
    work = ["pid,start,end,status,contract"]
    for number in range(count):
        who, place = pid(number), ("037", "015")[number % 2]
        sex, age = ("male", "female")[number % 3 == 0], ("18-24", "25-34", "35-49", "50+")[number % 4]
        group = "comparison" if number % 4 == 3 else "participant"
        person.append(f"{who},{group},{place},2020-06,2021-12,{sex},{age},single,refugee,2020-03,consent")
        housing.append(f"{who},2020-06,2020-11,hosted,6")
        housing.append(f"{who},2021-02,,own,")
        work.append(f"{who},2020-08,2021-03,employed,temp")
    return {
        "datapackage.json": json.dumps(described(), indent=1),
        "person.csv": "\n".join(person) + "\n",
        "housing_spell.csv": "\n".join(housing) + "\n",
        "work_spell.csv": "\n".join(work) + "\n",
    }


def shares():
    """Return the files of a valid pilot of published shares."""
    rows = [
        "indicator,territory,month,since_exit,group,n,value",
        "hl_broad,037,2021-01,,all,120,0.31",
        "hl_broad,037,2021-01,,sex=female,40,0.22",
        "emp_rate,,,12,all,800,0.47",
    ]
    return {"datapackage.json": json.dumps(described(True), indent=1), "aggregate.csv": "\n".join(rows) + "\n"}


def write(folder, files):
    """Write files, as text or bytes, and return their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def plain_hash(number):
    """Return an id that everybody can undo."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]
