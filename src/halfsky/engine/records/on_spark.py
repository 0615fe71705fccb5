"""Runs the same text on a cluster of Apache Spark. The module `pyspark` is an extra, and is loaded here alone.

The driver is this process; workers read the folder at the same path, so it lies where all of them see it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from halfsky.engine.records.facts import Row
from halfsky.engine.records.folder import Folder
from halfsky.engine.records.plan import Plan
from halfsky.engine.records.sql import roll_up
from halfsky.kernel.period import Period
from halfsky.kernel.refusals import problem

LOOPBACK = ("127.0.0.1", "localhost")
NO_SPARK = problem(
    "503.1395",
    ("没有安装 Spark 的客户端（pyspark）。", "The client of Spark (pyspark) is not installed."),
    (
        "请安装：pip install 'halfsky[spark]'，并装好 Java 17。",
        "Install it: pip install 'halfsky[spark]', and Java 17.",
    ),
)
NO_CLUSTER = problem(
    "503.1396",
    ("集群“{master}”没有完成计算：{why}", "The cluster “{master}” did not finish: {why}"),
    ("请检查地址、master 和 worker 是否在运行，以及各机是否都能读到这个文件夹。",
     "Check the address, whether master and workers run, and whether all of them read the folder."),
)  # fmt: skip
SETTINGS = {
    "spark.app.name": "halfsky",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""Sums that outgrow 64 bits are errors (ansi), and no page of the driver is opened."""


@contextmanager
def cluster(master: str, settings: Mapping[str, str]) -> Iterator[Any]:
    """A session at spark://HOST:PORT; what fails on the way is one refusal."""
    try:
        sql: Any = importlib.import_module("pyspark.sql")
        errors: Any = importlib.import_module("pyspark.errors")
        gateway: Any = importlib.import_module("py4j.protocol")
    except ImportError as why:
        raise NO_SPARK.at() from why
    host = urlsplit(master).hostname
    here = {"spark.driver.host": host, "spark.driver.bindAddress": host} if host in LOOPBACK else {}
    made = None
    try:
        builder = sql.SparkSession.builder.master(master)
        for name, value in {**SETTINGS, **here, **settings}.items():
            builder = builder.config(name, value)
        made = builder.getOrCreate()
        yield made
    except (errors.PySparkException, gateway.Py4JError) as why:
        raise NO_CLUSTER.at(master=master, why=str(why).strip().splitlines()[0]) from why
    finally:
        if made is not None:
            made.stop()


def facts(spark: Any, folder: Folder, plan: Plan, periods: Sequence[Period], zeros: bool = True) -> Iterator[Row]:
    """The facts of a register, in the order of element, cell, period and place."""
    for name, file in folder.files(plan).items():
        spark.read.parquet(file.as_uri()).createOrReplaceTempView(name)
    for row in spark.sql(roll_up(plan, periods, zeros)).toLocalIterator():
        yield tuple(row)
