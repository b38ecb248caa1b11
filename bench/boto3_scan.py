"""A simple scanner, as a reference: one thread, boto3's paginators, a call for the tags of each function and bucket,
and an upsert for each row. Prints one line of JSON: resources and seconds.

    AWS_ENDPOINT_URL=... DATABASE_URL=... python3 bench/boto3_scan.py us-east-1 eu-west-1
"""

import json
import os
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# Debian installs python3-psycopg2 here, where a Python from another source does not look.
sys.path.append("/usr/lib/python3/dist-packages")
import psycopg2

SETTINGS = Config(retries={"max_attempts": 8}, s3={"addressing_style": "path"})
UPSERT = """
    insert into boto3_resources (account_id, region, type, resource_id, arn, name, tags, properties) values (%s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (account_id, region, type, resource_id) do update
    set arn = excluded.arn, name = excluded.name, tags = excluded.tags, properties = excluded.properties, seen_at = now()
"""


def client(service, region):
    return boto3.client(
        service, region_name=region, config=SETTINGS, aws_access_key_id=os.environ["BENCH_KEY"], aws_secret_access_key=os.environ["BENCH_SECRET"]
    )


def pairs(tags):
    return {tag["Key"]: tag.get("Value", "") for tag in tags or []}


def scan_region(region):
    ec2 = client("ec2", region)
    for page in ec2.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 1000}):
        for reservation in page["Reservations"]:
            for one in reservation["Instances"]:
                tags = pairs(one.get("Tags"))
                yield region, "ec2", one["InstanceId"], None, tags.get("Name"), tags, one
    for page in ec2.get_paginator("describe_vpcs").paginate(PaginationConfig={"PageSize": 1000}):
        for one in page["Vpcs"]:
            tags = pairs(one.get("Tags"))
            yield region, "vpc", one["VpcId"], None, tags.get("Name"), tags, one
    for page in client("rds", region).get_paginator("describe_db_instances").paginate(PaginationConfig={"PageSize": 100}):
        for one in page["DBInstances"]:
            yield region, "rds", one["DBInstanceIdentifier"], one["DBInstanceArn"], one["DBInstanceIdentifier"], pairs(one.get("TagList")), one
    functions = client("lambda", region)
    for page in functions.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 50}):
        for one in page["Functions"]:
            tags = functions.list_tags(Resource=one["FunctionArn"]).get("Tags", {})
            yield region, "lambda", one["FunctionName"], one["FunctionArn"], one["FunctionName"], tags, one
    yield from scan_balancers(region)


def scan_balancers(region):
    modern = client("elbv2", region)
    for page in modern.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 400}):
        found = page["LoadBalancers"]
        for start in range(0, len(found), 20):
            batch = found[start : start + 20]
            answer = modern.describe_tags(ResourceArns=[one["LoadBalancerArn"] for one in batch])
            tags = {one["ResourceArn"]: pairs(one["Tags"]) for one in answer["TagDescriptions"]}
            for one in batch:
                arn = one["LoadBalancerArn"]
                yield region, "elb", arn.split(":loadbalancer/")[1], arn, one["LoadBalancerName"], tags[arn], one
    classic = client("elb", region)
    for page in classic.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 400}):
        found = page["LoadBalancerDescriptions"]
        for start in range(0, len(found), 20):
            batch = found[start : start + 20]
            answer = classic.describe_tags(LoadBalancerNames=[one["LoadBalancerName"] for one in batch])
            tags = {one["LoadBalancerName"]: pairs(one["Tags"]) for one in answer["TagDescriptions"]}
            for one in batch:
                name = one["LoadBalancerName"]
                yield region, "elb", name, None, name, tags[name], one


def scan_buckets(home):
    clients = {}
    for bucket in client("s3", home).list_buckets(MaxBuckets=10000)["Buckets"]:
        region = bucket.get("BucketRegion", home)
        clients.setdefault(region, client("s3", region))
        try:
            tags = pairs(clients[region].get_bucket_tagging(Bucket=bucket["Name"])["TagSet"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchTagSet":
                raise
            tags = {}
        yield region, "s3", bucket["Name"], None, bucket["Name"], tags, bucket


def main(regions):
    database = psycopg2.connect(os.environ["DATABASE_URL"])
    database.autocommit = True
    cursor = database.cursor()
    cursor.execute(
        """create table boto3_resources (account_id text, region text, type text, resource_id text, arn text, name text, tags jsonb,
        properties jsonb, seen_at timestamptz default now(), primary key (account_id, region, type, resource_id))"""
    )
    started = time.monotonic()
    account = client("sts", regions[0]).get_caller_identity()["Account"]
    count = 0
    for source in [*(scan_region(region) for region in regions), scan_buckets(regions[0])]:
        for region, kind, identity, arn, name, tags, properties in source:
            cursor.execute(UPSERT, (account, region, kind, identity, arn, name, json.dumps(tags), json.dumps(properties, default=str)))
            count += 1
    print(json.dumps({"resources": count, "seconds": time.monotonic() - started}))


main(sys.argv[1:])
